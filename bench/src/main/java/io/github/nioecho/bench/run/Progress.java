package io.github.nioecho.bench.run;

import io.github.nioecho.bench.options.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;

/**
 * One line for each step of a run: the first half when it begins, the second when it has ended.
 *
 * <pre>{@code
 * [12/80] round 2  throughput  buffer 1 KiB   selector    137,914 trips/s  about 3m 20s left
 * }</pre>
 *
 * A step that is known to take long counts down in between: {@code 25s.. 20s.. 15s..}
 */
public final class Progress {

    private static final long TICK_MILLIS = 5_000;
    private static final int MOST_TICKS = 8;

    private final PrintWriter out;
    private final long tickMillis;
    private int steps;
    private String about = "about";
    private int begun;
    private Timer timer; // of the step, if it counts down
    private Duration spent = Duration.ZERO;

    /** Begins with no step done. */
    public Progress(PrintWriter out, int steps) {
        this(out, steps, TICK_MILLIS);
    }

    Progress(PrintWriter out, int steps, long tickMillis) {
        this.out = out;
        this.steps = steps;
        this.tickMillis = tickMillis;
    }

    /** Corrects how many steps there are, where what comes out decides: from now on, at most. */
    public void atMost(int newSteps) {
        steps = newSteps;
        about = "at most";
    }

    /** Says what is measured now, and counts down while it takes longer than 5 s. */
    public void begin(String what, Duration expected) {
        begin(what);
        long endNanos = System.nanoTime() + expected.toNanos();
        long period = Math.max(tickMillis, expected.toMillis() / MOST_TICKS);
        timer = new Timer("progress", true);
        timer.scheduleAtFixedRate(new TimerTask() {
            @Override
            public void run() {
                tick(endNanos - System.nanoTime());
            }
        }, period, period);
    }

    /** Says what is measured now. */
    public void begin(String what) {
        begun++;
        out.printf(Locale.ROOT, "[%" + Integer.toString(steps).length() + "d/%d] %s",
                begun, steps, what);
        out.flush();
    }

    /** Says what came of it. */
    public void end(String figure, Duration took) {
        stopTimer();
        out.println("  " + figure + left(took));
        out.flush();
    }

    /** Says why nothing came of it. */
    public void failed(String cause, Duration took) {
        stopTimer();
        out.println("  FAILED" + left(took));
        out.println("        " + cause);
        out.flush();
    }

    private void tick(long leftNanos) {
        if (leftNanos > 0) {
            out.print(" " + Durations.format(Duration.ofNanos(leftNanos)) + "..");
            out.flush();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private String left(Duration took) {
        spent = spent.plus(took);
        if (begun == steps) {
            return "";
        }
        Duration left = spent.multipliedBy(steps - begun).dividedBy(begun);
        return "  " + about + " " + Durations.format(left) + " left";
    }
}
