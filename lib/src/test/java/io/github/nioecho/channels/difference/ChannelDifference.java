package io.github.nioecho.channels.difference;

import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Looks for sequences of which a candidate makes something else than the reference does. */
final class ChannelDifference {

    private static final int WORKERS = 2;
    /** As often is a sequence played again to see whether a difference is there each time. */
    private static final int AGAIN = 5;
    /** What waits for something in vain is waited for about as often while it is made shorter. */
    private static final int SHRINK_LIMITS = 6;

    private final AsynchronousChannelProvider reference;
    private final AsynchronousChannelProvider candidate;
    private final long limitNanos;
    private final Set<AllowedDifference> allowed;
    private final Map<AllowedDifference, Integer> met =
            Collections.synchronizedMap(new EnumMap<>(AllowedDifference.class));
    /** By its kind, the shortest. */
    private final Map<String, String> found = new ConcurrentHashMap<>();
    private final List<String> unconfirmed = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong played = new AtomicLong();

    /** @param limitNanos how long something that should be done may take */
    ChannelDifference(AsynchronousChannelProvider reference,
            AsynchronousChannelProvider candidate, Set<AllowedDifference> allowed,
            long limitNanos) {
        this.reference = reference;
        this.candidate = candidate;
        this.allowed = allowed;
        this.limitNanos = limitNanos;
    }

    /** Plays sequences until there are enough, or enough kinds of difference; returns those. */
    Collection<String> search(long firstSeed, long sequences, int enough) throws Exception {
        AtomicLong next = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                all.add(workers.submit((Callable<Void>) () -> {
                    try (Surroundings around = new Surroundings()) {
                        for (long n = next.getAndIncrement(); n < sequences && !stop.get();
                                n = next.getAndIncrement()) {
                            examine(ChannelSequence.draw(firstSeed + n), around);
                            played.incrementAndGet();
                            if (found.size() >= enough) {
                                stop.set(true);
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> worker : all) {
                worker.get();
            }
        } finally {
            workers.shutdownNow();
            workers.awaitTermination(1, TimeUnit.MINUTES);
        }
        return found.values();
    }

    /** What was there once, and not again when the same sequence was played again. */
    List<String> unconfirmed() {
        return unconfirmed;
    }

    /** How often each was met. */
    Map<AllowedDifference, Integer> allowed() {
        return met;
    }

    long played() {
        return played.get();
    }

    private void examine(ChannelSequence sequence, Surroundings around) throws Exception {
        Optional<String> difference = difference(sequence, around);
        if (difference.isEmpty()) {
            return;
        }
        int again = 0;
        for (int i = 0; i < AGAIN; i++) {
            if (difference(sequence, around).isPresent()) {
                again++;
            }
        }
        StringBuilder text = new StringBuilder("seed ").append(sequence.seed())
                .append(" differs, ").append(again).append(" of ").append(AGAIN)
                .append(" times again: ").append(difference.get());
        if (again == 0) {
            unconfirmed.add(text.toString());
            return;
        }
        ChannelSequence shortest = shrink(sequence, around);
        List<StepTrace> jdk = play(reference, shortest, around);
        List<StepTrace> own = play(candidate, shortest, around);
        Optional<String> still = new Comparison(allowed, new EnumMap<>(AllowedDifference.class))
                .difference(jdk, own);
        text.append("\n  -Dchannels.seed=").append(sequence.seed())
                .append(" -Dchannels.sequences=1\n  shortest, in a group ")
                .append(shortest.group()).append(": ")
                .append(still.orElse("no difference this time")).append('\n');
        append(text, "reference", jdk);
        append(text, "candidate", own);
        found.merge(still.orElse(difference.get()).replaceAll("\\d+", ""), text.toString(),
                (one, other) -> one.length() <= other.length() ? one : other);
    }

    private static void append(StringBuilder text, String name, List<StepTrace> trace) {
        text.append("  ").append(name).append(":\n");
        for (StepTrace step : trace) {
            text.append("    ").append(step.step() == null ? "the end" : step.step())
                    .append("\n");
            step.lines().forEach(line -> text.append("        ").append(line).append('\n'));
        }
    }

    /** Leaves out what the difference does not need. */
    private ChannelSequence shrink(ChannelSequence sequence, Surroundings around)
            throws Exception {
        long end = System.nanoTime() + SHRINK_LIMITS * limitNanos;
        ChannelSequence shortest = sequence;
        for (int length = Math.max(1, sequence.steps().size() / 2); length > 0; length /= 2) {
            for (int i = shortest.steps().size() - length; i >= 0; i -= length) {
                List<Step> fewer = new ArrayList<>(shortest.steps());
                if (i + length > fewer.size() || System.nanoTime() - end > 0) {
                    continue;
                }
                fewer.subList(i, i + length).clear();
                ChannelSequence shorter = shortest.with(fewer);
                if (difference(shorter, around).isPresent()) {
                    shortest = shorter;
                }
            }
        }
        for (int i = 0; i < shortest.steps().size(); i++) {
            Step step = shortest.steps().get(i);
            for (Step simpler : List.of(
                    new Step(step.kind(), step.slot(), step.style(), step.room(), step.size(),
                            step.choice(), 0, step.then()),
                    new Step(step.kind(), step.slot(), step.style(), step.room(), step.size(),
                            step.choice(), 0, List.of()))) {
                if (!simpler.equals(shortest.steps().get(i))) {
                    List<Step> steps = new ArrayList<>(shortest.steps());
                    steps.set(i, simpler);
                    ChannelSequence simple = shortest.with(steps);
                    if (difference(simple, around).isPresent()) {
                        shortest = simple;
                    }
                }
            }
        }
        return shortest;
    }

    private Optional<String> difference(ChannelSequence sequence, Surroundings around)
            throws Exception {
        return new Comparison(allowed, met).difference(play(reference, sequence, around),
                play(candidate, sequence, around));
    }

    private List<StepTrace> play(AsynchronousChannelProvider provider, ChannelSequence sequence,
            Surroundings around) throws Exception {
        return new SequenceRun(provider, sequence, around, limitNanos).play();
    }
}
