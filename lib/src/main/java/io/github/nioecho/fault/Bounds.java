package io.github.nioecho.fault;

import java.time.Duration;
import java.util.Objects;

/** Checks the values of faults, and names fault, bound and value where one is wrong. */
final class Bounds {

    private static final Duration MAX_DURATION = Duration.ofNanos(Long.MAX_VALUE);

    private Bounds() {
    }

    static void requireAtLeast(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be >= " + min + ", was " + value);
        }
    }

    static void requireDuration(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + " must be in 0.." + MAX_DURATION.toDays() + " days, was " + value);
        }
    }
}
