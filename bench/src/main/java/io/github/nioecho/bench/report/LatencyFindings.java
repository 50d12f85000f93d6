package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What an open loop shows: who held which rate, and how long responses took at the lowest. */
final class LatencyFindings {

    private static final String PERCENTILE = "p99";

    private final LatencyResults latency;

    private LatencyFindings(LatencyResults latency) {
        this.latency = latency;
    }

    /** Returns one section, or none without figures. */
    static List<Summary.Section> of(LatencyResults latency) {
        List<String> sentences = new ArrayList<>();
        LatencyFindings findings = new LatencyFindings(latency);
        findings.held(sentences);
        findings.missed(sentences);
        findings.responses(sentences);
        return sentences.isEmpty() ? List.of() : List.of(new Summary.Section(
                "Open loop, messages of " + Figures.messages(latency.plan().messages()),
                sentences));
    }

    private void held(List<String> sentences) {
        if (latency.held().isEmpty()) {
            return;
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        latency.held().stream()
                .sorted(Comparator.comparing(LatencyResults.HeldRate::rate,
                        Comparator.nullsFirst(Comparator.naturalOrder())).reversed())
                .forEach(held -> names.computeIfAbsent(
                        held.rate() == null ? "none of those tried" : perSecond(held.rate()),
                        key -> new ArrayList<>()).add(held.variant()));
        Double bound = latency.plan().p99BoundMicros();
        sentences.add("Highest rate held"
                + (bound == null ? "" : " with a p99 response time of at most "
                        + Figures.number(bound) + " us")
                + ": " + String.join("; ", names.entrySet().stream()
                        .map(rate -> Wording.and(rate.getValue()) + " " + rate.getKey())
                        .toList()) + ".");
    }

    private void missed(List<String> sentences) {
        List<String> parts = new ArrayList<>();
        for (String variant : latency.plan().variants()) {
            TreeSet<Double> rates = new TreeSet<>();
            latency.runs().stream()
                    .filter(run -> run.variant().equals(variant) && run.missedRate())
                    .forEach(run -> rates.add(run.targetRate()));
            if (!rates.isEmpty()) {
                parts.add(variant + " at "
                        + Wording.and(rates.stream().map(LatencyFindings::perSecond).toList()));
            }
        }
        if (!parts.isEmpty()) {
            sentences.add("Missed the rate: " + String.join("; ", parts) + ".");
        }
    }

    private void responses(List<String> sentences) {
        double rate = latency.runs().stream()
                .mapToDouble(LatencyRun::targetRate).min().orElse(0);
        List<Range> ranges = new ArrayList<>();
        for (LatencySummary summary : latency.summaries()) {
            Double micros = summary.responseMicros().get(PERCENTILE);
            if (summary.targetRate() == rate && summary.missedRuns() == 0 && micros != null) {
                DoubleSummaryStatistics rounds = latency.runs().stream()
                        .filter(run -> run.variant().equals(summary.variant()))
                        .filter(run -> run.targetRate() == rate)
                        .map(run -> run.responseMicros().get(PERCENTILE))
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .summaryStatistics();
                ranges.add(new Range(
                        summary.variant(), micros, rounds.getMin(), rounds.getMax()));
            }
        }
        if (ranges.isEmpty()) {
            return;
        }
        ranges.sort(Comparator.comparingDouble(Range::all));
        String rounds = latency.plan().rounds() > 1
                ? "Where the ranges over the rounds overlap, no difference is shown."
                : "One round each: small differences mean nothing.";
        sentences.add("p99 response time at " + perSecond(rate) + ": "
                + String.join("; ", ranges.stream().map(Range::text).toList()) + ". " + rounds);
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%,.0f/s", rate);
    }

    /** A figure of all rounds together, and what the single rounds span. */
    private record Range(String variant, double all, double low, double high) {

        String text() {
            return variant + " " + Figures.number(all) + " us"
                    + (low == high ? "" : " (" + Wording.range(low, high) + ")");
        }
    }
}
