package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the figures say, in sentences. A difference is claimed only where an interval shows it.
 *
 * @param warnings what to know before anything else: what failed, was left out or is noisy
 * @param sections what was found, the I/O models before other servers
 * @param remarks what limits all of it
 */
public record Summary(List<String> warnings, List<Section> sections, List<String> remarks) {

    /** Copies the lists. */
    public Summary {
        warnings = List.copyOf(warnings);
        sections = List.copyOf(sections);
        remarks = List.copyOf(remarks);
    }

    /** Returns what one run says. */
    public static Summary of(Results results) {
        return of(List.of(new ReportedRun("", Path.of(""), results)));
    }

    /** Returns what several runs say, each by itself and against the first of its kind. */
    static Summary of(List<ReportedRun> runs) {
        // By warning, the runs that it concerns.
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        List<Section> sections = new ArrayList<>(RunChanges.of(runs));
        for (ReportedRun run : runs) {
            String prefix = runs.size() > 1 ? run.label() + ": " : "";
            Warnings.of(run.results()).forEach(warning ->
                    warnings.computeIfAbsent(warning, key -> new ArrayList<>()).add(run.label()));
            findings(run.results()).forEach(section -> sections.add(
                    new Section(prefix + section.title(), section.sentences())));
        }
        List<String> sentences = new ArrayList<>();
        warnings.forEach((warning, labels) -> sentences.add(labels.size() == runs.size()
                ? warning : String.join(", ", labels) + ": " + warning));
        return new Summary(sentences, sections, Stream.of(MachineRemark.of(runs), ChanceRemark.of(runs))
                .flatMap(List::stream).toList());
    }

    /** Returns everything as lines of text, for a terminal. */
    public List<String> lines() {
        return Stream.of(
                        warnings.stream(),
                        sections.stream().flatMap(section -> Stream.concat(
                                Stream.of(section.title() + ":"),
                                section.sentences().stream().map(sentence -> "  " + sentence))),
                        remarks.stream())
                .flatMap(lines -> lines)
                .toList();
    }

    private static List<Section> findings(Results results) {
        List<Section> sections = new ArrayList<>();
        if (results.comparison() != null) {
            sections.addAll(ComparisonFindings.of(results));
        }
        if (results.latency() != null) {
            sections.addAll(LatencyFindings.of(results.latency()));
        }
        if (results.connections() != null) {
            sections.addAll(ConnectionsFindings.of(results.connections()));
        }
        return sections;
    }

    /**
     * Sentences that belong together.
     *
     * @param title what they are about
     * @param sentences at least one
     */
    public record Section(String title, List<String> sentences) {

        /** Copies the list. */
        public Section {
            sentences = List.copyOf(sentences);
        }
    }
}
