package io.github.nioecho.stress;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * How a run is asked for.
 *
 * @param seed from {@code -Dstress.seed=42}, else a random one
 * @param soak how long to run, from {@code -Dsoak=10m}; zero to run until the amounts are reached
 * @param leastGib how much to verify at least in that time, from {@code -Dsoak.gib=200}; default 0
 * @param clients how many clients run at a time, from {@code -Dstress.clients=4}; default 48
 * @param streams how many more only stream, from {@code -Dstress.streams=4}; default 0
 */
record StressOptions(long seed, Duration soak, int leastGib, int clients, int streams) {

    private static final int CLIENTS = 48;

    /** Reads the options from what gives properties their values, or null. */
    static StressOptions from(UnaryOperator<String> properties) {
        String seed = properties.apply("stress.seed");
        String soak = properties.apply("soak");
        return new StressOptions(
                seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed(seed),
                soak == null ? Duration.ZERO : soak(soak),
                count("soak.gib", 0, properties),
                count("stress.clients", CLIENTS, properties),
                count("stress.streams", 0, properties));
    }

    private static int count(String name, int usual, UnaryOperator<String> properties) {
        String text = properties.apply(name);
        if (text == null) {
            return usual;
        }
        try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, was " + text, e);
        }
        throw new IllegalArgumentException(name + " must be >= 0, was " + text);
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("stress.seed must be a number, was " + text, e);
        }
    }

    private static Duration soak(String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "soak must be a duration such as 90s, 10m or 2h, was " + text, e);
        }
    }
}
