package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the figures say, in sentences: for each message size, what a 1024-byte buffer costs against
 * the best one, and how the variants differ with it. A difference that one quick run cannot show
 * is said to be none.
 */
public final class Findings {

    /** A shared machine drifts by this much within minutes. */
    static final double DRIFT = 0.2;

    private static final int REFERENCE_BUFFER_BYTES = 1024;

    private final Results results;

    private Findings(Results results) {
        this.results = results;
    }

    /** Returns the sentences, most important first; empty if there are too few figures. */
    public static List<String> of(Results results) {
        Findings findings = new Findings(results);
        List<String> sentences = new ArrayList<>();
        if (results.plan().bufferSizesBytes().contains(REFERENCE_BUFFER_BYTES)) {
            for (int messageSize : results.plan().messageSizesBytes()) {
                findings.bufferCost(messageSize, sentences);
            }
        }
        for (int messageSize : results.plan().messageSizesBytes()) {
            findings.variants(messageSize, sentences);
        }
        return sentences;
    }

    private void bufferCost(int messageSize, List<String> sentences) {
        List<Share> shares = new ArrayList<>();
        for (String variant : results.plan().variants()) {
            List<CellResult> cells = results.plan().bufferSizesBytes().stream()
                    .flatMap(buffer -> results.cell(
                            Question.THROUGHPUT, variant, buffer, messageSize).stream())
                    .filter(result -> result.score() != null)
                    .toList();
            CellResult best = cells.stream()
                    .max(Comparator.comparingDouble(CellResult::score)).orElse(null);
            for (CellResult result : cells) {
                if (result.cell().bufferSizeBytes() == REFERENCE_BUFFER_BYTES && cells.size() > 1) {
                    shares.add(new Share(variant, result.score() / best.score(),
                            best.cell().bufferSizeBytes()));
                }
            }
        }
        if (shares.isEmpty()) {
            return;
        }
        shares.sort(Comparator.comparingDouble(Share::ofBest));
        Share least = shares.get(0);
        Share most = shares.get(shares.size() - 1);
        String messages = "Messages of " + Figures.bytes(messageSize) + ": ";
        String buffer = Figures.bytes(REFERENCE_BUFFER_BYTES) + " buffers";
        if (least.ofBest() == 1) {
            sentences.add(messages + buffer + " are the best size for every variant.");
        } else if (least.ofBest() > 1 - DRIFT) {
            sentences.add(messages + buffer + " cost nothing that this run can show: no other size"
                    + " gives more than " + percent(1 / least.ofBest() - 1) + " on top.");
        } else {
            sentences.add(messages + buffer + " give "
                    + range(least.ofBest(), most.ofBest())
                    + " of the throughput of the best size ("
                    + shares.stream().map(Share::bestBufferBytes).distinct().sorted()
                            .map(Figures::bytes).collect(Collectors.joining(" or "))
                    + "); hardest hit: " + least.variant() + ".");
        }
    }

    private void variants(int messageSize, List<String> sentences) {
        List<Integer> buffers = results.plan().bufferSizesBytes();
        int buffer = buffers.contains(REFERENCE_BUFFER_BYTES)
                ? REFERENCE_BUFFER_BYTES : buffers.get(0);
        List<CellResult> fastest = ranked(buffer, messageSize, result ->
                result.score() == null ? null : -result.score());
        List<CellResult> cheapest = ranked(buffer, messageSize, CellResult::cpuMicrosPerRoundTrip);
        if (fastest.size() < 2) {
            return;
        }
        StringBuilder text = new StringBuilder("Messages of " + Figures.bytes(messageSize)
                + " with " + Figures.bytes(buffer) + " buffers: ");
        double top = fastest.get(0).score();
        List<CellResult> leaders = fastest.stream()
                .filter(result -> result.score() >= top * (1 - DRIFT)).toList();
        if (leaders.size() == fastest.size()) {
            text.append("all variants are within ").append(percent(DRIFT))
                    .append(" in throughput, which one run cannot tell apart");
        } else if (leaders.size() > 1) {
            text.append(names(leaders)).append(" lead in throughput, within ")
                    .append(percent(DRIFT)).append(" of each other");
        } else {
            text.append(fastest.get(0).cell().variant()).append(" makes the most round trips (")
                    .append(Figures.number(top)).append("/s, ")
                    .append(times(top / fastest.get(1).score())).append(" the next)");
        }
        if (cheapest.size() > 1) {
            CellResult least = cheapest.get(0);
            CellResult most = cheapest.get(cheapest.size() - 1);
            text.append("; ").append(least.cell().variant())
                    .append(" spends the least server CPU, ")
                    .append(Figures.number(least.cpuMicrosPerRoundTrip()))
                    .append(" us per round trip, and ").append(most.cell().variant())
                    .append(" the most, ")
                    .append(times(most.cpuMicrosPerRoundTrip() / least.cpuMicrosPerRoundTrip()))
                    .append(" that");
        }
        sentences.add(text.append('.').toString());
    }

    private List<CellResult> ranked(
            int buffer, int messageSize, Function<CellResult, Double> figure) {
        return results.plan().variants().stream()
                .flatMap(variant -> results.cell(
                        Question.THROUGHPUT, variant, buffer, messageSize).stream())
                .filter(result -> Objects.nonNull(figure.apply(result)))
                .sorted(Comparator.comparing(figure))
                .toList();
    }

    private static String names(List<CellResult> cells) {
        List<String> names = cells.stream().map(result -> result.cell().variant()).toList();
        return String.join(", ", names.subList(0, names.size() - 1))
                + " and " + names.get(names.size() - 1);
    }

    private static String range(double least, double most) {
        String from = percent(least);
        String to = percent(most);
        return from.equals(to) ? from : from.replace(" %", "") + " to " + to;
    }

    private static String percent(double share) {
        double percent = share * 100;
        return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f times", ratio);
    }

    /** What the reference buffer reaches of a variant's best throughput. */
    private record Share(String variant, double ofBest, int bestBufferBytes) {
    }
}
