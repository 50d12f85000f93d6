package io.github.nioecho.bench.run;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * One line for each step of a run: the first half when it begins, the second when it has ended.
 *
 * <pre>{@code
 * [12/80] round 2  throughput  buffer 1 KiB   selector    137,914 trips/s  about 3m 20s left
 * }</pre>
 */
public final class Progress {

    private final PrintWriter out;
    private final int steps;
    private int begun;
    private Duration spent = Duration.ZERO;

    /** Begins with no step done. */
    public Progress(PrintWriter out, int steps) {
        this.out = out;
        this.steps = steps;
    }

    /** Says what is measured now. */
    public void begin(String what) {
        begun++;
        out.printf("[%" + Integer.toString(steps).length() + "d/%d] %s", begun, steps, what);
        out.flush();
    }

    /** Says what came of it. */
    public void end(String figure, Duration took) {
        out.println("  " + figure + left(took));
        out.flush();
    }

    /** Says why nothing came of it. */
    public void failed(String cause, Duration took) {
        out.println("  FAILED" + left(took));
        out.println("        " + cause);
        out.flush();
    }

    private String left(Duration took) {
        spent = spent.plus(took);
        if (begun == steps) {
            return "";
        }
        Duration left = spent.multipliedBy(steps - begun).dividedBy(begun);
        return "  about " + Durations.format(left) + " left";
    }
}
