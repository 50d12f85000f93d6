package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the figures say, in sentences. A difference is claimed only where an interval shows it.
 *
 * @param overviews the answers first, one for each comparison
 * @param remarks what limits these answers or explains them, a sentence each
 * @param warnings what to know before anything else is read: what failed, was left out or is noisy
 * @param sections what was found, the I/O models before other servers
 * @param tradeOffs what memory buys, one for each sort of messages that tells; not for a terminal
 */
public record Summary(List<Overview> overviews, List<String> remarks, List<String> warnings,
        List<Section> sections, List<TradeOff> tradeOffs) {

    // A terminal gets as many sentences of a section that is folded on a page.
    private static final int UNFOLDED = 2;

    /** Copies the lists. */
    public Summary {
        overviews = List.copyOf(overviews);
        warnings = List.copyOf(warnings);
        sections = List.copyOf(sections);
        remarks = List.copyOf(remarks);
        tradeOffs = List.copyOf(tradeOffs);
    }

    /** Returns what one run says. */
    public static Summary of(Results results) {
        return of(List.of(new ReportedRun("", Path.of(""), results)));
    }

    /** Returns what several runs say, each by itself and against the first of its kind. */
    static Summary of(List<ReportedRun> runs) {
        // By warning, the runs that it concerns.
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        List<Overview> overviews = new ArrayList<>();
        List<Section> sections = new ArrayList<>(RunChanges.of(runs));
        List<TradeOff> tradeOffs = new ArrayList<>();
        for (ReportedRun run : runs) {
            String prefix = runs.size() > 1 ? run.label() + ": " : "";
            Warnings.of(run.results()).forEach(warning ->
                    warnings.computeIfAbsent(warning, key -> new ArrayList<>()).add(run.label()));
            overviews.addAll(Overview.of(runs.size() > 1 ? run.label() : "", run.results()));
            sections(run.results()).forEach(section -> sections.add(new Section(
                    prefix + section.title(), section.sentences(), section.folded())));
            tradeOffs(run.results()).forEach(each -> tradeOffs.add(each.prefixed(prefix)));
        }
        List<String> sentences = new ArrayList<>();
        warnings.forEach((warning, labels) -> sentences.add(labels.size() == runs.size()
                ? warning : String.join(", ", labels) + ": " + warning));
        return new Summary(overviews, remarks(runs), sentences, sections, tradeOffs);
    }

    /** Returns what all of a page's figures are to be read with: each source is one line here. */
    private static List<String> remarks(List<ReportedRun> runs) {
        List<String> remarks = new ArrayList<>();
        remarks.addAll(MachineRemark.of(runs));
        remarks.addAll(ChanceRemark.of(runs));
        return remarks;
    }

    /**
     * Returns what comes before any figures on a terminal of 100 columns: the answers, and what to
     * know of them.
     */
    public List<String> opening() {
        List<String> lines = new ArrayList<>();
        for (Overview overview : overviews) {
            lines.addAll(overview.lines());
            lines.add("");
        }
        lines.addAll(remarks);
        lines.addAll(warnings);
        return lines;
    }

    /** Returns the rest for a terminal: the findings, shortened where a page folds them. */
    public List<String> findings() {
        return sections.stream().flatMap(section -> Stream.concat(
                        Stream.of(section.title() + ":"),
                        section.shortened().stream().map(sentence -> "  " + sentence)))
                .toList();
    }

    private static List<Section> sections(Results results) {
        List<Section> sections = new ArrayList<>();
        if (results.comparison() != null) {
            sections.addAll(ComparisonFindings.of(results));
        }
        if (results.buffers() != null) {
            sections.addAll(BufferAnswers.sections(results.buffers()));
        }
        if (results.latency() != null) {
            sections.addAll(LatencyFindings.of(results.latency()));
        }
        if (results.connections() != null) {
            sections.addAll(ConnectionsFindings.of(results.connections()));
        }
        return sections;
    }

    private static List<TradeOff> tradeOffs(Results results) {
        if (results.buffers() != null) {
            TradeOff found = TradeOff.of(results.buffers());
            return found == null ? List.of() : List.of(found);
        }
        if (results.comparison() == null) {
            return List.of();
        }
        ComparisonCells cells = new ComparisonCells(results);
        return cells.plan().messages().stream()
                .map(messages -> TradeOff.of(cells, messages))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Sentences that belong together.
     *
     * @param title what they are about
     * @param sentences at least one
     * @param folded whether they are details, to be shown when asked for
     */
    public record Section(String title, List<String> sentences, boolean folded) {

        /** Copies the list. */
        public Section {
            sentences = List.copyOf(sentences);
        }

        /** Makes a section that is always shown. */
        Section(String title, List<String> sentences) {
            this(title, sentences, false);
        }

        private List<String> shortened() {
            // One more is as short as the line that says so.
            if (!folded || sentences.size() <= UNFOLDED + 1) {
                return sentences;
            }
            List<String> lines = new ArrayList<>(sentences.subList(0, UNFOLDED));
            lines.add("(" + (sentences.size() - UNFOLDED) + " more on the page)");
            return lines;
        }
    }
}
