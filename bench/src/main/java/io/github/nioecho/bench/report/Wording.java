package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import java.util.List;
import java.util.Locale;

/** How findings put figures and lists into words. */
final class Wording {

    private static final int FEW = 3;
    // From here on, a multiple reads better than a percentage.
    private static final double MULTIPLE = 2;
    // Of a ratio; one more below the bound, and other rules above it.
    private static final int DIGITS = 2;
    private static final double SMALL = 0.1;
    private static final double LARGE = 9.995;

    private Wording() {
    }

    /** Writes {@code a}, {@code a and b} or {@code a, b and c}. */
    static String and(List<String> words) {
        return join(words, " and ");
    }

    /** Writes {@code a}, {@code a or b} or {@code a, b or c}. */
    static String or(List<String> words) {
        return join(words, " or ");
    }

    /** Writes the first few of a list, and how many more there are. */
    static String few(List<String> words) {
        return words.size() <= FEW + 1
                ? String.join("; ", words)
                : String.join("; ", words.subList(0, FEW))
                        + "; and " + (words.size() - FEW) + " more";
    }

    /** Writes {@code 1 cell}, {@code 2 cells}. */
    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** Writes two figures as a range, or as one where they look the same. */
    static String range(double low, double high) {
        return range(Figures.number(low), Figures.number(high));
    }

    /** Writes two shares as a range of percentages: {@code 12 to 18 %}. */
    static String percents(double low, double high) {
        return range(percent(low), percent(high)) + " %";
    }

    /** Writes two ratios as a range of multiples: {@code 2.1 to 2.4 times}. */
    static String times(double low, double high) {
        return range(multiple(low), multiple(high)) + " times";
    }

    /**
     * Writes what an interval of a ratio says beyond doubt, in words for less and for more:
     * {@code 12 to 18 % slower}, {@code 1.9 to 2.4 times as fast}.
     */
    static String difference(Interval ratio, Comparative words) {
        if (ratio.high() < 1) {
            return percents(1 - ratio.high(), 1 - ratio.low()) + " " + words.less();
        }
        return ratio.high() < MULTIPLE
                ? percents(ratio.low() - 1, ratio.high() - 1) + " " + words.more()
                : times(ratio.low(), ratio.high()) + " as " + words.much();
    }

    /**
     * Writes ratios that go from one end of an interval to the other, in the same words:
     * {@code 12 % slower to 50 % faster}.
     */
    static String reach(Interval ratio, Comparative words) {
        return end(ratio.low(), words) + " to " + end(ratio.high(), words);
    }

    /** Writes a ratio: {@code 0.85}, {@code 20.1}. */
    static String ratio(double value) {
        return ratio(value, DIGITS);
    }

    /** Writes a ratio with as many digits as the ends of its interval, see {@link #ends}. */
    static String ratio(double value, Interval interval) {
        return ratio(value, digits(interval));
    }

    /**
     * Writes the interval of a ratio: {@code 0.82 to 0.88}. There is a digit more where the ends are
     * small, would look alike, or like 1, on whichever side of it they are.
     */
    static String ends(Interval interval) {
        int digits = digits(interval);
        return ratio(interval.low(), digits) + " to " + ratio(interval.high(), digits);
    }

    /** Returns whether a ratio reads better as a multiple than as a percentage. */
    static boolean isMultiple(double ratio) {
        return ratio >= MULTIPLE;
    }

    /** Returns what is compared when one of the questions is asked. */
    static String figure(Question question) {
        return switch (question) {
            case THROUGHPUT -> "throughput";
            case LATENCY -> "median service time";
            case CHURN -> "connections per second";
        };
    }

    /** Writes for which of all buffer sizes something holds; nothing if for all of them. */
    static String withBuffers(List<Integer> some, List<Integer> all) {
        if (some.size() == all.size()) {
            return "";
        }
        return " with " + sizes(some) + " buffers";
    }

    /** Writes sizes: {@code 1 KiB}, {@code 1 KiB and 4 KiB}, {@code 256 B to 4 KiB}. */
    static String sizes(List<Integer> sizes) {
        String first = Figures.bytes(sizes.get(0));
        String last = Figures.bytes(sizes.get(sizes.size() - 1));
        return switch (sizes.size()) {
            case 1 -> first;
            case 2 -> first + " and " + last;
            default -> first + " to " + last;
        };
    }

    private static String join(List<String> words, String last) {
        int size = words.size();
        return size < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, size - 1)) + last + words.get(size - 1);
    }

    private static String range(String low, String high) {
        return low.equals(high) ? low : low + " to " + high;
    }

    private static String percent(double share) {
        double percent = share * 100;
        return String.format(Locale.ROOT, percent < 9.95 ? "%.1f" : "%.0f", percent);
    }

    private static String multiple(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.95 ? "%.1f" : "%.0f", ratio);
    }

    private static String end(double ratio, Comparative words) {
        if (isMultiple(ratio)) {
            return multiple(ratio) + " times as " + words.much();
        }
        return percent(Math.abs(ratio - 1)) + " % " + (ratio < 1 ? words.less() : words.more());
    }

    private static int digits(Interval interval) {
        boolean likeOne = looksLikeOne(interval.low()) || looksLikeOne(interval.high());
        boolean alike = ratio(interval.low(), DIGITS).equals(ratio(interval.high(), DIGITS));
        return likeOne || alike || interval.high() < SMALL ? DIGITS + 1 : DIGITS;
    }

    private static boolean looksLikeOne(double end) {
        return end != 1 && ratio(end, DIGITS).equals(ratio(1, DIGITS));
    }

    private static String ratio(double value, int digits) {
        return value >= LARGE
                ? Figures.number(value) : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /**
     * Words for a ratio below and above 1, as in {@code slower}, {@code faster}, {@code fast}.
     *
     * @param less for a ratio below 1
     * @param more for one above 1
     * @param much for one far above 1, after "times as"
     */
    record Comparative(String less, String more, String much) {
    }
}
