package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.CellResult;
import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.Durations;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * One line for each cell: the first half when it begins, the second when it has ended.
 *
 * <pre>{@code
 * [12/80] latency    buffer 1 KiB   message 64 KiB  selector    12.3 us p50    about 3m 20s left
 * }</pre>
 */
final class Progress {

    private final PrintWriter out;
    private final int cells;
    private final int variantWidth;
    private int begun;
    private Duration spent = Duration.ZERO;

    Progress(PrintWriter out, Plan plan) {
        this.out = out;
        this.cells = plan.cellCount();
        this.variantWidth = plan.variants().stream().mapToInt(String::length).max().orElse(0);
    }

    void begin(Cell cell) {
        begun++;
        int digits = Integer.toString(cells).length();
        String form = "[%" + digits + "d/%d] %-10s  buffer %-7s  message %-7s  %-"
                + variantWidth + "s";
        out.printf(form,
                begun, cells, cell.benchmark().id(), Figures.bytes(cell.bufferSizeBytes()),
                Figures.bytes(cell.messageSizeBytes()), cell.variant());
        out.flush();
    }

    void end(CellResult result, Duration took) {
        spent = spent.plus(took);
        Duration left = spent.multipliedBy(cells - begun).dividedBy(begun);
        String remaining = begun < cells ? "  about " + Durations.format(left) + " left" : "";
        if (result.hasFailed()) {
            out.println("  FAILED" + remaining);
            out.println("        " + result.failure());
        } else {
            out.printf("  %17s%s%n", figure(result), remaining);
        }
        out.flush();
    }

    private static String figure(CellResult result) {
        return result.cell().benchmark() == Question.THROUGHPUT
                ? Figures.number(result.score()) + " trips/s"
                : Figures.number(result.percentileMicros("p50")) + " us p50";
    }
}
