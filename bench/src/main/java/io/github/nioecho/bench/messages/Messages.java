package io.github.nioecho.bench.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sizes of messages: one for all of them, or a mixture of several, each with its share. Written
 * as {@code 1024} and as {@code 64:50%,1024:40%,64KiB:10%}, in files, too. Immutable; in order, the
 * single sizes come first, then mixtures, by the mean.
 *
 * @param parts the sizes, each once, with shares that add up to {@link #WHOLE}
 */
public record Messages(List<Part> parts) implements Comparable<Messages> {

    /** The shares of a mixture together, in units of a thousandth of a percent. */
    public static final int WHOLE = 100_000;

    /** The largest message of a mixture: 16 MiB. */
    public static final int MOST_BYTES = 1 << 24;

    private static final int UNITS_PER_PERCENT = WHOLE / 100;
    private static final Pattern SHARE = Pattern.compile("\\d{1,3}(\\.\\d{1,3})?%");
    private static final String EXAMPLE = "64:50%,1024:40%,64KiB:10%";
    private static final int LONGEST_FILE_NAME = 60;
    private static final Comparator<Messages> ORDER = Comparator
            .comparing(Messages::isMixed).thenComparing(Messages::meanBytes)
            .thenComparing(Messages::toString);

    /** Checks that the shares are a whole, and the sizes different. */
    public Messages {
        parts = List.copyOf(parts);
        if (parts.stream().mapToInt(Part::share).sum() != WHOLE) {
            throw new IllegalArgumentException("shares must add up to 100%, was " + percent(
                    parts.stream().mapToInt(Part::share).sum()));
        }
        Set<Integer> sizes = new HashSet<>();
        for (Part part : parts) {
            if (!sizes.add(part.sizeBytes())) {
                throw new IllegalArgumentException(
                        "a size must be there once, was twice: " + Sizes.write(part.sizeBytes()));
            }
        }
    }

    /**
     * Returns messages of one size.
     *
     * @param sizeBytes at least 1
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Messages of(int sizeBytes) {
        return new Messages(List.of(new Part(sizeBytes, WHOLE)));
    }

    /** Returns messages of one size for each of several. */
    public static List<Messages> ofEach(int... sizesBytes) {
        List<Messages> each = new ArrayList<>();
        for (int size : sizesBytes) {
            each.add(of(size));
        }
        return each;
    }

    /**
     * Reads a mixture: sizes with their shares, as {@code 64:50%,1024:40%,64KiB:10%}, or one size.
     * A plus sign does as well as a comma, for those who need commas for something else; spaces
     * around a size or a share mean nothing.
     *
     * @throws IllegalArgumentException if it is written otherwise, a size is not 1 byte to
     *     {@link #MOST_BYTES}, or the shares do not add up to 100 %; the message begins with "must"
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Messages parse(String text) {
        String[] written = text.split("[,+]", -1);
        if (written.length == 1 && text.indexOf(':') < 0) {
            return of(Sizes.parse(text, MOST_BYTES));
        }
        List<Part> parts = new ArrayList<>();
        int sum = 0;
        for (String one : written) {
            Part part = part(one.strip(), text);
            if (parts.stream().anyMatch(before -> before.sizeBytes == part.sizeBytes)) {
                throw new IllegalArgumentException("must have each size once, was " + text
                        + ", where " + Sizes.write(part.sizeBytes) + " is twice");
            }
            sum += part.share;
            parts.add(part);
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("must have shares that add up to 100%, was " + text
                    + ", which are " + percent(sum));
        }
        return new Messages(parts);
    }

    private static Part part(String text, String whole) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("must have a share for each size, like " + EXAMPLE
                    + "; was " + whole + ", where "
                    + (text.isEmpty() ? "a size is missing" : text + " has none"));
        }
        return new Part(Sizes.parse(text.substring(0, colon), MOST_BYTES),
                share(text.substring(colon + 1).strip(), whole));
    }

    private static int share(String text, String whole) {
        long share = SHARE.matcher(text).matches()
                ? Math.round(Double.parseDouble(text.substring(0, text.length() - 1))
                        * UNITS_PER_PERCENT)
                : 0;
        if (share < 1 || share > WHOLE) {
            throw new IllegalArgumentException("must have shares of 0.001% to 100%, with three"
                    + " decimals at most, like " + EXAMPLE + "; was " + whole
                    + (text.isEmpty() ? ", where a share is missing"
                            : ", where " + text + " is none"));
        }
        return (int) share;
    }

    /** Returns whether there is more than one size. */
    public boolean isMixed() {
        return parts.size() > 1;
    }

    /** Returns the size of the largest, in bytes. */
    public int largestBytes() {
        return parts.stream().mapToInt(Part::sizeBytes).max().orElseThrow();
    }

    /** Returns the mean size, in bytes. */
    public double meanBytes() {
        return mean(size -> size);
    }

    /** Returns the mean of something that follows from a message's size in bytes. */
    public double mean(IntToDoubleFunction ofSize) {
        return parts.stream()
                .mapToDouble(part -> part.share * ofSize.applyAsDouble(part.sizeBytes)).sum()
                / WHOLE;
    }

    /**
     * Returns a name that can stand in a file's: {@code 1024}, {@code 64-50_1024-40_64KiB-10}. Of
     * many sizes it has the number and a hash.
     */
    public String fileName() {
        String text = toString();
        String name = text.replace("%", "").replace(':', '-').replace(',', '_');
        return name.length() <= LONGEST_FILE_NAME ? name
                : parts.size() + "sizes-" + Integer.toHexString(text.hashCode());
    }

    @Override
    public int compareTo(Messages other) {
        return ORDER.compare(this, other);
    }

    /** Writes them as they are read. */
    @Override
    public String toString() {
        return isMixed()
                ? parts.stream()
                        .map(part -> Sizes.write(part.sizeBytes) + ":" + percent(part.share))
                        .collect(Collectors.joining(","))
                : Integer.toString(parts.get(0).sizeBytes);
    }

    /** Returns what stands in a file: a number for one size, and text for a mixture. */
    @JsonValue
    Object toJson() {
        return isMixed() ? toString() : (Object) parts.get(0).sizeBytes;
    }

    private static String percent(int share) {
        String digits = Double.toString(share / (double) UNITS_PER_PERCENT);
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + "%";
    }

    /**
     * A size and how many of the messages have it.
     *
     * @param sizeBytes the size, in bytes, at least 1
     * @param share of all messages, in thousandths of a percent: 50,000 is a half
     */
    public record Part(int sizeBytes, int share) {

        /** Checks the bounds. */
        public Part {
            if (sizeBytes < 1) {
                throw new IllegalArgumentException(
                        "a message must be >= 1 byte, was " + sizeBytes);
            }
            if (share < 1 || share > WHOLE) {
                throw new IllegalArgumentException(
                        "a share must be 1 to " + WHOLE + ", was " + share);
            }
        }
    }
}
