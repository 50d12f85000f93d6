package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A figure over the baseline's, from slices measured in turn.
 *
 * @param value the geometric mean of the rounds' ratios, each of them the median of its blocks
 * @param interval of 95 % for it; null with fewer than two pairs
 * @param pairs rounds in which both were measured
 * @param verdict what the interval allows to say
 */
public record Ratio(double value, Interval interval, int pairs, Verdict verdict) {

    /** Checks that what must be there is. */
    public Ratio {
        Required.value("verdict", verdict);
    }

    /** What an interval of a ratio allows to say. */
    public enum Verdict {

        /** Better than the baseline: the whole interval is on the better side of 1. */
        FASTER("faster"),

        /** Worse than the baseline: the whole interval is on the worse side of 1. */
        SLOWER("slower"),

        /** The interval contains 1, or there are too few rounds for one. */
        NO_DIFFERENCE("no difference");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /** Returns the words used in files and for people. */
        @JsonValue
        public String id() {
            return id;
        }
    }
}
