package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a comparison shows: for each message size who is fastest with which buffers, and how each
 * server stands to the baseline. Servers that are no models have sections of their own.
 */
final class ComparisonFindings {

    private static final Wording.Comparative SPEED =
            new Wording.Comparative("slower", "faster", "fast");
    private static final Wording.Comparative CPU =
            new Wording.Comparative("less", "more", "much");
    private static final Wording.Comparative TIME =
            new Wording.Comparative("shorter", "longer", "long");

    private final ComparisonCells cells;
    private final ComparisonPlan plan;
    private final String baseline;

    private ComparisonFindings(Results results) {
        cells = new ComparisonCells(results);
        plan = cells.plan();
        baseline = plan.baseline();
    }

    /** Returns a section for each message size and sort of server that has anything to say. */
    static List<Summary.Section> of(Results results) {
        return new ComparisonFindings(results).sections();
    }

    private List<Summary.Section> sections() {
        List<Summary.Section> sections = new ArrayList<>();
        List<String> models = cells.models();
        List<String> others = cells.others();
        for (Messages message : plan.messages()) {
            List<String> sentences = new ArrayList<>();
            fastest("Fastest of the models: ", models, message, sentences);
            againstBaseline(models, message, sentences);
            sentences.addAll(BufferCost.sentences(models.isEmpty() ? others : models,
                    cells.throughput(message), plan.bufferSizesBytes()));
            addSection(sections, title(message), sentences);
        }
        for (Messages message : plan.messages()) {
            List<String> sentences = new ArrayList<>();
            if (!others.isEmpty()) {
                fastest("Fastest of all: ", cells.all(), message, sentences);
                againstBaseline(others, message, sentences);
                sentences.addAll(AdaptiveSaving.of(
                        cells.throughput(message), plan.bufferSizesBytes()));
            }
            addSection(sections, title(message) + ": other servers", sentences);
        }
        return sections;
    }

    private String title(Messages message) {
        List<Integer> buffers = plan.bufferSizesBytes();
        return "Messages of " + Figures.messages(message) + (buffers.contains(null)
                        ? "" : ", buffers of " + Wording.sizes(buffers))
                + cells.overTransport();
    }

    private static void addSection(
            List<Summary.Section> sections, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            sections.add(new Summary.Section(title, sentences, true));
        }
    }

    private void fastest(
            String words, List<String> variants, Messages message, List<String> sentences) {
        Map<Integer, List<String>> leaders = new LinkedHashMap<>();
        for (Integer buffer : plan.bufferSizesBytes()) {
            List<String> names =
                    Race.of(cells, Question.THROUGHPUT, variants, buffer, message).leaders();
            if (!names.isEmpty()) {
                leaders.put(buffer, names);
            }
        }
        if (!leaders.isEmpty()) {
            sentences.add(words + String.join("; ", BufferGroup.of(leaders).stream()
                    .map(group -> leadersText(group)
                            + Wording.withBuffers(group.buffers(), plan.bufferSizesBytes()))
                    .toList()) + ".");
        }
    }

    private static String leadersText(BufferGroup<List<String>> group) {
        return group.value().size() == 1
                ? group.value().get(0)
                : Wording.or(group.value()) + " (no difference shown)";
    }

    private void againstBaseline(List<String> variants, Messages message, List<String> sentences) {
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

    private void against(String words, List<String> variants, Messages message, Question question,
            Function<CellSummary, Ratio> figure, Wording.Comparative comparative,
            List<String> sentences) {
        List<Listing.Part> parts = new ArrayList<>();
        List<String> level = new ArrayList<>();
        for (String variant : variants) {
            Map<Integer, Ratio> ratios = new LinkedHashMap<>();
            for (Integer buffer : plan.bufferSizesBytes()) {
                CellSummary cell = cells.cell(question, variant, buffer, message);
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
                parts.add(standing(variant, ratios, comparative));
            }
        }
        if (!level.isEmpty()) {
            parts.add(new Listing.Part("no difference for " + Wording.and(level), 0));
        }
        sentences.addAll(Listing.sentences(words + ": ", parts));
    }

    private Listing.Part standing(
            String variant, Map<Integer, Ratio> ratios, Wording.Comparative words) {
        Map<Integer, Ratio.Verdict> verdicts = new LinkedHashMap<>();
        ratios.forEach((buffer, ratio) -> verdicts.put(buffer, ratio.verdict()));
        List<BufferGroup<Ratio.Verdict>> groups = BufferGroup.of(verdicts);
        int ranges = (int) groups.stream().filter(group -> !isLevel(group.value())).count();
        if (ranges > Listing.MOST_RANGES) {
            return new Listing.Part(variant + " " + Wording.reach(
                    hull(List.copyOf(ratios.keySet()), ratios), words)
                    + ", depending on the buffer", 1);
        }
        return new Listing.Part(variant + " " + String.join(", ", groups.stream()
                .map(group -> (isLevel(group.value())
                        ? "no difference"
                        : Wording.difference(hull(group.buffers(), ratios), words))
                        + Wording.withBuffers(group.buffers(), plan.bufferSizesBytes()))
                .toList()), ranges);
    }

    private static Interval hull(List<Integer> buffers, Map<Integer, Ratio> ratios) {
        return Interval.hull(
                buffers.stream().map(buffer -> ratios.get(buffer).interval()).toList());
    }

    private static boolean isLevel(Ratio ratio) {
        return isLevel(ratio.verdict());
    }

    private static boolean isLevel(Ratio.Verdict verdict) {
        return verdict == Ratio.Verdict.NO_DIFFERENCE;
    }
}
