package io.github.nioecho.bench.run;

import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Repeats a short measurement and takes the median, which a few interruptions do not change. The
 * first ones only warm up.
 */
final class CostBatches {

    private static final long WARM_UP_NANOS = 30_000_000;
    private static final long MEASURED_NANOS = 70_000_000;
    // On a machine that is too busy for that, it may take longer, up to a limit.
    private static final int FEWEST = 50;
    private static final long LONGEST_NANOS = 250_000_000;
    private static final int MOST = 10_000;

    private CostBatches() {
    }

    /** Returns the median of what a batch says, after 0.1 to 0.3 seconds or one more batch. */
    static double median(Batch batch) throws IOException {
        repeat(batch, 1, WARM_UP_NANOS);
        return Median.withDefaults().evaluate(repeat(batch, FEWEST, MEASURED_NANOS));
    }

    private static double[] repeat(Batch batch, int times, long forNanos) throws IOException {
        double[] costs = new double[MOST];
        int count = 0;
        long begin = System.nanoTime();
        long took;
        do {
            costs[count++] = batch.nanosPerOperation();
            took = System.nanoTime() - begin;
        } while (count < MOST
                && (took < forNanos || count < times && took < LONGEST_NANOS));
        return Arrays.copyOf(costs, count);
    }

    /** Some operations of a kind. */
    interface Batch {

        /** Does them, and returns what one took on average, in ns. */
        double nanosPerOperation() throws IOException;
    }
}
