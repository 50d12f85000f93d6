package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where a curve of throughput over memory bends: from there on, more memory buys little. As in
 * Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack: Detecting Knee Points
 * in System Behavior" (2011), it is the point that is farthest above the diagonal once both axes
 * are scaled to go from 0 to 1. Memory is taken by its logarithm, as buffer sizes go by doublings.
 *
 * <p>Their measure of how far a knee stands out needs a dense curve. With a handful of sizes it is
 * {@link #CLEARLY} here.
 */
final class Knee {

    /** Fewer points have no bend between them. */
    static final int FEWEST = 3;

    /**
     * How far above the diagonal a knee is at least. The scaling makes the whole rise 1, and of a
     * rise just above {@link #FLAT} no round tells a smaller part than a tenth.
     */
    static final double CLEARLY = 0.1;

    /**
     * What all points together have to differ by, as a share of the greatest: scaling makes a
     * mountain of any noise. Figures whose intervals reach further are flagged as noisy.
     */
    static final double FLAT = CellSummary.NOISE_BOUND;

    private Knee() {
    }

    /**
     * Returns which point is the knee, or nothing if the curve has none: a straight line, one that
     * is flat and one that falls have none, nor have points that are too few.
     *
     * @param memory what the points cost, each above zero, in ascending order
     * @param throughput what they give, as many
     */
    static OptionalInt of(double[] memory, double[] throughput) {
        if (memory.length < FEWEST) {
            return OptionalInt.empty();
        }
        double least = Arrays.stream(throughput).min().getAsDouble();
        double most = Arrays.stream(throughput).max().getAsDouble();
        double first = Math.log(memory[0]);
        double span = Math.log(memory[memory.length - 1]) - first;
        if (most - least < FLAT * most) {
            return OptionalInt.empty();
        }
        int farthest = 0;
        double[] above = new double[memory.length];
        for (int i = 0; i < above.length; i++) {
            above[i] = (throughput[i] - least) / (most - least)
                    - (Math.log(memory[i]) - first) / span;
            farthest = above[i] > above[farthest] ? i : farthest;
        }
        // A curve that falls is farthest above at its beginning, and points of one memory are
        // no numbers above.
        return farthest == 0 || above[farthest] < CLEARLY
                ? OptionalInt.empty() : OptionalInt.of(farthest);
    }
}
