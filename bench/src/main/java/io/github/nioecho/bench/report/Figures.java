package io.github.nioecho.bench.report;

import java.util.Locale;

/** How figures are written for people, the same everywhere. */
public final class Figures {

    private static final int KIB = 1024;

    private Figures() {
    }

    /** Writes a size in bytes: {@code 256 B}, {@code 1 KiB}, {@code 64 KiB}, {@code 1500 B}. */
    public static String bytes(int bytes) {
        if (bytes >= KIB * KIB && bytes % (KIB * KIB) == 0) {
            return bytes / (KIB * KIB) + " MiB";
        }
        if (bytes >= KIB && bytes % KIB == 0) {
            return bytes / KIB + " KiB";
        }
        return bytes + " B";
    }

    /**
     * Writes a figure to about three significant digits: {@code 148,210}, {@code 52.3},
     * {@code 6.72}; {@code -} for null.
     */
    public static String number(Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 9.995 ? "%.1f" : "%.2f", value);
    }
}
