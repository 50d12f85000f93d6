package io.github.nioecho.bench.latency;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Looks for the highest rate that a server holds: doubles it until it is not held, then tries the
 * geometric mean of the highest rate held and the lowest one not held, until these differ by at
 * most a tenth. That takes half as many tries as steps of a quarter, and ends more exactly.
 *
 * <p>A rate counts as not held after the second try: on a shared machine once may be chance.
 */
final class RateSearch {

    /** No single client sends more. */
    static final double HIGHEST_RATE = 1_000_000;

    private static final int TRIES = 2;
    private static final double EXACT_ENOUGH = 1.1;
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private double rate;
    private int failedTries; // of this rate
    private double held; // 0 until one is
    private double notHeld = Double.POSITIVE_INFINITY;
    private boolean done;

    /** Begins with the lowest rate to try. */
    RateSearch(double lowest) {
        rate = lowest;
    }

    /** Returns the rate to try next. */
    double rate() {
        return rate;
    }

    /** Returns whether there is nothing more to try. */
    boolean isDone() {
        return done;
    }

    /** Returns how many tries there are to come, at most. */
    int triesLeft() {
        if (done) {
            return 0;
        }
        if (notHeld < Double.POSITIVE_INFINITY) {
            return TRIES * narrowings(notHeld / held) - failedTries;
        }
        int doublings = Math.max(0, (int) Math.floor(log2(HIGHEST_RATE / rate)));
        return doublings + TRIES * (1 + narrowings(2)) - failedTries;
    }

    /** Takes in what came of the rate. */
    void tried(boolean wasHeld) {
        if (wasHeld) {
            held = rate;
        } else if (++failedTries < TRIES) {
            return;
        } else {
            notHeld = rate;
        }
        failedTries = 0;
        if (notHeld == Double.POSITIVE_INFINITY) {
            rate = 2 * held;
            done = rate > HIGHEST_RATE;
        } else {
            rate = BigDecimal.valueOf(Math.sqrt(held * notHeld)).round(THREE_DIGITS).doubleValue();
            done = held == 0 || notHeld / held <= EXACT_ENOUGH;
        }
    }

    /** How often a ratio has to be halved geometrically until it is small enough. */
    private static int narrowings(double ratio) {
        return (int) Math.ceil(log2(Math.log(ratio) / Math.log(EXACT_ENOUGH)));
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
