package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.report.Summary;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.Sentences;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells on the terminal what was found, the answers first; after a stop so far as it got. */
final class BuffersReport {

    private BuffersReport() {
    }

    /** Prints the answers, then what was measured, then what the costs are. */
    static void print(Results results, PrintWriter out) {
        Summary summary = Summary.of(results);
        out.println();
        Sentences.print(summary.opening(), out);
        out.println();
        print(results.buffers(), out);
        out.println();
        Sentences.print(summary.findings(), out);
        out.println();
        out.flush();
    }

    private static void print(BufferResults buffers, PrintWriter out) {
        out.println("Messages of " + buffers.plan().messages() + " on "
                + buffers.plan().loadConnections() + " connections; memory is that of "
                + String.format(Locale.ROOT, "%,d", buffers.plan().connections()));
        line(out, "", "memory", "predicted", "measured", "throughput", "CPU", "CPU", "CPU", "");
        line(out, "buffer", "of all", "/s", "/s", "to 1 KiB", "us/msg", "us/MB", "to 1 KiB", "");
        for (BufferChoice choice : buffers.choices()) {
            out.println(choice.variant());
            for (BufferFigures size : choice.sizes()) {
                if (size.measured() != null) {
                    line(out, "  " + Figures.bytes(size.bufferSizeBytes()),
                            size.memoryBytes() == null ? "-" : Figures.memory(size.memoryBytes()),
                            Figures.number(size.predicted()), Figures.number(size.measured()),
                            ratio(size.ratio()), Figures.number(size.cpuMicrosPerMessage()),
                            Figures.number(size.cpuMicrosPerMb()), ratio(size.cpuRatio()),
                            mark(choice, size));
                }
            }
        }
        out.println("<- recommended; ratios with their intervals of 95 %");
    }

    private static String mark(BufferChoice choice, BufferFigures size) {
        return (size.fits() ? "" : " too large") + (size == choice.recommended() ? " <-" : "");
    }

    private static void line(PrintWriter out, String name, String... columns) {
        out.println(String.format(Locale.ROOT, "%-10s%10s%10s%10s  %-17s%8s%8s  %-16s%s",
                name, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5],
                columns[6], columns[7]).stripTrailing());
    }

    private static String ratio(Ratio ratio) {
        return ratio == null ? "-"
                : ratio.interval() == null ? String.format(Locale.ROOT, "%.2f", ratio.value())
                : String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", ratio.value(),
                        ratio.interval().low(), ratio.interval().high());
    }
}
