package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.Summary;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.Sentences;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Tells on the terminal what was measured, the answers first; after a stop so far as it got. */
final class ComparisonReport {

    private static final Pattern VERDICT = Pattern.compile("\\b(faster|slower)\\b");

    private ComparisonReport() {
    }

    /** Prints the answers, then all figures, then the findings; in colour if the terminal has it. */
    static void print(Results results, PrintWriter out) {
        print(results, Ansi.AUTO, out);
    }

    static void print(Results results, Ansi ansi, PrintWriter out) {
        StringWriter text = new StringWriter();
        Summary summary = Summary.of(results);
        PrintWriter lines = new PrintWriter(text);
        lines.println();
        Sentences.print(summary.opening(), lines);
        lines.println();
        lines.print(ComparisonTable.render(results.comparison()));
        lines.println();
        Sentences.print(summary.findings(), lines);
        lines.println();
        lines.flush();
        text.toString().lines().forEach(line -> out.println(coloured(line, ansi)));
        out.flush();
    }

    private static String coloured(String line, Ansi ansi) {
        return VERDICT.matcher(line).replaceAll(verdict -> ansi.string(
                verdict.group().equals("faster") ? "@|green faster|@" : "@|red slower|@"));
    }
}
