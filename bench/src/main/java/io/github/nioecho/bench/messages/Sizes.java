package io.github.nioecho.bench.messages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as users write them: {@code 64}, {@code 1KiB}, {@code 64KiB}, {@code 256MiB}. */
public final class Sizes {

    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB)?");
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int GIB = 1 << 30;
    // Below, whoever writes sizes writes bytes: 1024, 1500, 8192.
    private static final int LEAST_KIB = 10;

    private Sizes() {
    }

    /**
     * Reads a size of at least 1 byte.
     *
     * @param mostBytes the largest that may be
     * @throws IllegalArgumentException if it has another form or is out of bounds; the message
     *     begins with "must"
     */
    public static int parse(String text, int mostBytes) {
        return (int) parseLong(text, mostBytes);
    }

    /** Reads a size that may be larger than an int holds, in the same way. */
    public static long parseLong(String text, long mostBytes) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "must be a number of bytes, or of KiB or MiB, like 1024 or 64KiB; was " + text);
        }
        long bytes = Long.parseLong(form.group(1)) * unit(form.group(2));
        if (bytes < 1 || bytes > mostBytes) {
            throw new IllegalArgumentException(
                    "must be 1 byte to " + write(mostBytes) + ", was " + text);
        }
        return bytes;
    }

    /** Writes a size as it is read: {@code 64}, {@code 1024}, {@code 64KiB}, {@code 1MiB}. */
    public static String write(long bytes) {
        if (bytes >= GIB && bytes % GIB == 0) {
            return bytes / GIB + "GiB";
        }
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes >= LEAST_KIB * KIB && bytes % KIB == 0
                ? bytes / KIB + "KiB" : Long.toString(bytes);
    }

    private static int unit(String name) {
        return switch (name == null ? "B" : name) {
            case "KiB" -> KIB;
            case "MiB" -> MIB;
            case "GiB" -> GIB;
            default -> 1;
        };
    }
}
