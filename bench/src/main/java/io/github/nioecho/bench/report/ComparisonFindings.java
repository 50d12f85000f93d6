package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a comparison shows: for each message size who is fastest with which buffers, and how each
 * server stands to the baseline. Servers that are no models have sections of their own.
 */
final class ComparisonFindings {

    private static final Interval BASELINE = new Interval(1, 1);
    private static final Wording.Comparative SPEED =
            new Wording.Comparative("slower", "faster", "fast");
    private static final Wording.Comparative CPU =
            new Wording.Comparative("less", "more", "much");
    private static final Wording.Comparative TIME =
            new Wording.Comparative("shorter", "longer", "long");

    private final ComparisonResults comparison;
    private final String baseline;
    private final List<String> models = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Map<Cell, CellSummary> cells = new HashMap<>();

    private ComparisonFindings(Results results) {
        comparison = results.comparison();
        baseline = comparison.plan().baseline();
        Map<String, ServerInfo.Kind> kinds = new HashMap<>();
        results.servers().forEach(server -> kinds.put(server.name(), server.kind()));
        for (String variant : comparison.plan().variants()) {
            (kinds.get(variant) == ServerInfo.Kind.MODEL ? models : others).add(variant);
        }
        comparison.summaries().forEach(summary -> cells.put(key(summary.cell()), summary));
    }

    /** Returns a section for each message size and sort of server that has anything to say. */
    static List<Summary.Section> of(Results results) {
        return new ComparisonFindings(results).sections();
    }

    private List<Summary.Section> sections() {
        List<Summary.Section> sections = new ArrayList<>();
        for (int message : comparison.plan().messageSizesBytes()) {
            List<String> sentences = new ArrayList<>();
            fastest("Fastest of the models: ", models, message, sentences);
            againstBaseline(models, message, sentences);
            sentences.addAll(BufferCost.of(models.isEmpty() ? others : models, message,
                    (variant, buffer) -> cell(Question.THROUGHPUT, variant, buffer, message),
                    comparison.plan().bufferSizesBytes()));
            addSection(sections, title(message), sentences);
        }
        for (int message : comparison.plan().messageSizesBytes()) {
            List<String> sentences = new ArrayList<>();
            if (!others.isEmpty()) {
                List<String> all = new ArrayList<>(models);
                all.addAll(others);
                fastest("Fastest of all: ", all, message, sentences);
                againstBaseline(others, message, sentences);
                sentences.addAll(AdaptiveSaving.of(
                        (variant, buffer) -> cell(Question.THROUGHPUT, variant, buffer, message),
                        comparison.plan().bufferSizesBytes()));
            }
            addSection(sections, title(message) + ": other servers", sentences);
        }
        return sections;
    }

    private String title(int message) {
        List<Integer> buffers = comparison.plan().bufferSizesBytes();
        return "Messages of " + Figures.bytes(message) + (buffers.contains(null)
                        ? "" : ", buffers of " + Wording.sizes(buffers))
                + (comparison.plan().transport() == Transport.TCP
                        ? "" : ", over " + comparison.plan().transport().words());
    }

    private static void addSection(
            List<Summary.Section> sections, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            sections.add(new Summary.Section(title, sentences));
        }
    }

    private void fastest(
            String words, List<String> variants, int message, List<String> sentences) {
        Map<Integer, List<String>> leaders = new LinkedHashMap<>();
        for (Integer buffer : comparison.plan().bufferSizesBytes()) {
            List<String> names = leaders(variants, buffer, message);
            if (!names.isEmpty()) {
                leaders.put(buffer, names);
            }
        }
        if (!leaders.isEmpty()) {
            sentences.add(words + String.join("; ", BufferGroup.of(leaders).stream()
                    .map(group -> leadersText(group) + Wording.withBuffers(
                            group.buffers(), comparison.plan().bufferSizesBytes()))
                    .toList()) + ".");
        }
    }

    private static String leadersText(BufferGroup<List<String>> group) {
        return group.value().size() == 1
                ? group.value().get(0)
                : Wording.or(group.value()) + " (no difference shown)";
    }

    /**
     * Returns the servers that are not shown to be slower than any other. Intervals of ratios to
     * the same baseline that do not overlap show it.
     */
    private List<String> leaders(List<String> variants, Integer buffer, int message) {
        CellSummary reference = cell(Question.THROUGHPUT, baseline, buffer, message);
        if (reference == null || reference.score() == null) {
            return List.of();
        }
        Map<String, Interval> standings = new LinkedHashMap<>();
        for (String variant : variants) {
            CellSummary cell = cell(Question.THROUGHPUT, variant, buffer, message);
            if (variant.equals(baseline)) {
                standings.put(variant, BASELINE);
            } else if (cell != null && cell.ratio() != null && cell.ratio().interval() != null) {
                standings.put(variant, cell.ratio().interval());
            }
        }
        double floor = standings.values().stream().mapToDouble(Interval::low).max().orElse(0);
        return standings.size() < 2 ? List.of() : standings.entrySet().stream()
                .filter(standing -> standing.getValue().high() >= floor)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void againstBaseline(List<String> variants, int message, List<String> sentences) {
        against("Throughput against " + baseline, variants, message, Question.THROUGHPUT,
                CellSummary::ratio, SPEED, sentences);
        against("Server CPU per round trip against " + baseline, variants, message,
                Question.THROUGHPUT, CellSummary::cpuRatio, CPU, sentences);
        against("Median service time against " + baseline, variants, message, Question.LATENCY,
                CellSummary::ratio, TIME, sentences);
        against("Connections per second against " + baseline, variants, message, Question.CHURN,
                CellSummary::ratio, SPEED, sentences);
        against("Server CPU per connection against " + baseline, variants, message,
                Question.CHURN, CellSummary::cpuRatio, CPU, sentences);
    }

    private void against(String words, List<String> variants, int message, Question question,
            Function<CellSummary, Ratio> figure, Wording.Comparative comparative,
            List<String> sentences) {
        List<String> parts = new ArrayList<>();
        List<String> level = new ArrayList<>();
        for (String variant : variants) {
            Map<Integer, Ratio> ratios = new LinkedHashMap<>();
            for (Integer buffer : comparison.plan().bufferSizesBytes()) {
                CellSummary cell = cell(question, variant, buffer, message);
                Ratio ratio = cell == null ? null : figure.apply(cell);
                if (ratio != null && ratio.interval() != null) {
                    ratios.put(buffer, ratio);
                }
            }
            if (ratios.isEmpty()) {
                continue;
            }
            if (ratios.values().stream().allMatch(ComparisonFindings::isLevel)) {
                level.add(variant);
            } else {
                parts.add(variant + " " + standing(ratios, comparative));
            }
        }
        if (!level.isEmpty()) {
            parts.add("no difference for " + Wording.and(level));
        }
        if (!parts.isEmpty()) {
            sentences.add(words + ": " + String.join("; ", parts) + ".");
        }
    }

    private String standing(Map<Integer, Ratio> ratios, Wording.Comparative words) {
        Map<Integer, Ratio.Verdict> verdicts = new LinkedHashMap<>();
        ratios.forEach((buffer, ratio) -> verdicts.put(buffer, ratio.verdict()));
        return String.join(", ", BufferGroup.of(verdicts).stream()
                .map(group -> (group.value() == Ratio.Verdict.NO_DIFFERENCE
                        ? "no difference"
                        : Wording.difference(hull(group, ratios), words))
                        + Wording.withBuffers(
                                group.buffers(), comparison.plan().bufferSizesBytes()))
                .toList());
    }

    private static Interval hull(
            BufferGroup<Ratio.Verdict> group, Map<Integer, Ratio> ratios) {
        return Interval.hull(
                group.buffers().stream().map(buffer -> ratios.get(buffer).interval()).toList());
    }

    private static boolean isLevel(Ratio ratio) {
        return ratio.verdict() == Ratio.Verdict.NO_DIFFERENCE;
    }

    private CellSummary cell(Question question, String variant, Integer buffer, int message) {
        return cells.get(new Cell(question, variant, buffer, message, 0, null));
    }

    /** The grid has one number of connections and threads for each question. */
    private static Cell key(Cell cell) {
        return new Cell(cell.benchmark(), cell.variant(), cell.bufferSizeBytes(),
                cell.messageSizeBytes(), 0, null);
    }
}
