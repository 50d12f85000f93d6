package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.Summary;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.Sentences;
import java.io.PrintWriter;

/** Tells on the terminal what was measured, the answers first; after a stop so far as it got. */
final class ComparisonReport {

    private ComparisonReport() {
    }

    /** Prints the answers, then all figures, then the findings. */
    static void print(Results results, PrintWriter out) {
        Summary summary = Summary.of(results);
        out.println();
        Sentences.print(summary.opening(), out);
        out.println();
        out.print(ComparisonTable.render(results.comparison()));
        out.println();
        Sentences.print(summary.findings(), out);
        out.println();
    }
}
