package io.github.nioecho.channels.difference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Of two traces of one sequence. */
final class Comparison {

    private final Set<AllowedDifference> allowed;
    private final Map<AllowedDifference, Integer> counts;

    /** @param counts how often each was met */
    Comparison(Set<AllowedDifference> allowed, Map<AllowedDifference, Integer> counts) {
        this.allowed = allowed;
        this.counts = counts;
    }

    /** Returns the first difference that is not allowed, in words. */
    Optional<String> difference(List<StepTrace> reference, List<StepTrace> candidate) {
        Set<Integer> ignored = new HashSet<>();
        int steps = Math.max(reference.size(), candidate.size());
        for (int i = 0; i < steps; i++) {
            if (i >= reference.size() || i >= candidate.size()) {
                return Optional.of("one ends at step " + i);
            }
            List<Line> jdk = new ArrayList<>(reference.get(i).lines());
            List<Line> own = new ArrayList<>(candidate.get(i).lines());
            for (int at = 0;;) {
                jdk.removeIf(line -> ignored.contains(line.slot()));
                own.removeIf(line -> ignored.contains(line.slot()));
                while (at < jdk.size() && at < own.size() && jdk.get(at).equals(own.get(at))) {
                    at++;
                }
                if (at >= jdk.size() && at >= own.size()) {
                    break;
                }
                Line ofJdk = at < jdk.size() ? jdk.get(at) : null;
                Line ofOwn = at < own.size() ? own.get(at) : null;
                Optional<AllowedDifference> met = AllowedDifference.of(ofJdk, ofOwn, own,
                        allowed);
                if (met.isEmpty()) {
                    return Optional.of("step " + i + ": " + ofJdk + " | " + ofOwn);
                }
                counts.merge(met.get(), 1, Integer::sum);
                switch (met.get().effect) {
                    case ORDER -> {
                        Line other = AllowedDifference.standIn(ofJdk, own).orElseThrow();
                        own.remove(other);
                        own.add(at, other);
                    }
                    case THIS_LINE -> at++;
                    case REST_OF_CHANNEL -> {
                        ignored.add(ofJdk == null ? ofOwn.slot() : ofJdk.slot());
                        at = 0;
                    }
                    default -> {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.empty();
    }
}
