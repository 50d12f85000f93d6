package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import java.util.Locale;

/** How figures are written for people, the same everywhere. */
public final class Figures {

    private static final int KIB = 1024;
    // As wide, an answer about it has half of a terminal left.
    private static final int MIXTURE_WIDTH = 40;
    private static final String LEFT_OUT = "..";

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
     * Writes the sizes of messages: {@code 1 KiB}, {@code 64:50%,64KiB:50%}, and of many in a
     * mixture the first: {@code 64:25%,128:25%,..}.
     */
    public static String messages(Messages messages) {
        return messages(messages, MIXTURE_WIDTH);
    }

    /** Writes the sizes of messages in so many characters at most, but at least one size. */
    static String messages(Messages messages, int width) {
        if (!messages.isMixed()) {
            return bytes(messages.largestBytes());
        }
        String text = messages.toString();
        if (text.length() <= width) {
            return text;
        }
        int end = text.lastIndexOf(',', width - LEFT_OUT.length() - 1);
        return text.substring(0, end < 0 ? text.indexOf(',') : end) + "," + LEFT_OUT;
    }

    /** Writes what many bytes are: {@code 16.0 KiB}, {@code 2.30 MiB}. */
    public static String memory(double bytes) {
        return bytes >= KIB * KIB ? number(bytes / (KIB * KIB)) + " MiB"
                : number(bytes / KIB) + " KiB";
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
