package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What differs between comparisons: ratios to the baseline whose intervals do not overlap. Absolute
 * figures say nothing across days and machines.
 */
final class RunChanges {

    private final ReportedRun first;
    private final ReportedRun later;
    private final String baseline;

    private RunChanges(ReportedRun first, ReportedRun later) {
        this.first = first;
        this.later = later;
        this.baseline = first.results().comparison().plan().baseline();
    }

    /** Returns a section for each comparison after the first. */
    static List<Summary.Section> of(List<ReportedRun> runs) {
        List<ReportedRun> comparisons = runs.stream()
                .filter(run -> run.results().comparison() != null)
                .toList();
        List<Summary.Section> sections = new ArrayList<>();
        for (int i = 1; i < comparisons.size(); i++) {
            RunChanges changes = new RunChanges(comparisons.get(0), comparisons.get(i));
            sections.add(new Summary.Section(
                    changes.later.label() + " against " + changes.first.label(),
                    changes.sentences()));
        }
        return sections;
    }

    private List<String> sentences() {
        String other = later.results().comparison().plan().baseline();
        if (!baseline.equals(other)) {
            return List.of("The baselines differ (" + baseline + " and " + other
                    + "), so nothing can be compared.");
        }
        List<String> sentences = new ArrayList<>();
        Transport then = first.results().comparison().plan().transport();
        Transport now = later.results().comparison().plan().transport();
        changes("throughput", Question.THROUGHPUT, CellSummary::ratio, sentences);
        changes("server CPU per round trip", Question.THROUGHPUT, CellSummary::cpuRatio,
                sentences);
        changes("median service time", Question.LATENCY, CellSummary::ratio, sentences);
        changes("connections per second", Question.CHURN, CellSummary::ratio, sentences);
        changes("server CPU per connection", Question.CHURN, CellSummary::cpuRatio, sentences);
        if (sentences.isEmpty()) {
            sentences.add("No ratio to " + baseline + " is shown to have changed.");
        }
        if (then != now) {
            sentences.add(0, "The first was measured over " + then.words() + ", the other over "
                    + now.words() + ".");
        }
        return sentences;
    }

    private void changes(String words, Question question, Function<CellSummary, Ratio> figure,
            List<String> sentences) {
        Map<Place, Interval> before = intervals(first, question, figure);
        Map<Place, Interval> after = intervals(later, question, figure);
        for (String variant : plan().variants()) {
            List<Listing.Part> parts = new ArrayList<>();
            for (Messages message : plan().messages()) {
                Map<Integer, Change> changes = new LinkedHashMap<>();
                for (Integer buffer : plan().bufferSizesBytes()) {
                    Place place = new Place(variant, buffer, message);
                    if (before.containsKey(place) && after.containsKey(place)) {
                        changes.put(buffer, Change.of(before.get(place), after.get(place)));
                    }
                }
                for (BufferGroup<Change> group : BufferGroup.of(changes)) {
                    if (group.value() != Change.NONE) {
                        parts.add(new Listing.Part(
                                text(group.buffers(), variant, message, before, after), 2));
                    }
                }
            }
            sentences.addAll(Listing.sentences(
                    variant + ", " + words + " over that of " + baseline + ": ", parts));
        }
    }

    private String text(List<Integer> buffers, String variant, Messages message,
            Map<Place, Interval> before, Map<Place, Interval> after) {
        List<Place> places =
                buffers.stream().map(buffer -> new Place(variant, buffer, message)).toList();
        Interval was = Interval.hull(places.stream().map(before::get).toList());
        Interval is = Interval.hull(places.stream().map(after::get).toList());
        return String.format(Locale.ROOT, "%.2f to %.2f, was %.2f to %.2f (%s messages%s)",
                is.low(), is.high(), was.low(), was.high(), Figures.messages(message),
                Wording.withBuffers(buffers, plan().bufferSizesBytes()));
    }

    private ComparisonPlan plan() {
        return first.results().comparison().plan();
    }

    private static Map<Place, Interval> intervals(
            ReportedRun run, Question question, Function<CellSummary, Ratio> figure) {
        Map<Place, Interval> intervals = new LinkedHashMap<>();
        run.results().comparison().summaries().stream()
                .filter(cell -> cell.cell().benchmark() == question)
                .filter(cell -> figure.apply(cell) != null)
                .filter(cell -> figure.apply(cell).interval() != null)
                .forEach(cell -> intervals.put(Place.of(cell.cell()),
                        figure.apply(cell).interval()));
        return intervals;
    }

    /** Where a ratio moved to, as far as the intervals show it. */
    private enum Change {
        NONE, UP, DOWN;

        static Change of(Interval before, Interval after) {
            return after.low() > before.high() ? UP : after.high() < before.low() ? DOWN : NONE;
        }
    }

    /** A cell but for its connections and threads, which runs need not share. */
    private record Place(String variant, Integer bufferSizeBytes, Messages messages) {

        static Place of(Cell cell) {
            return new Place(cell.variant(), cell.bufferSizeBytes(), cell.messages());
        }
    }
}
