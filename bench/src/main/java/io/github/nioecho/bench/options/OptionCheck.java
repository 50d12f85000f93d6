package io.github.nioecho.bench.options;

import io.github.nioecho.bench.messages.Messages;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Refuses values of options that make no sense: in one line, which names option, bound and value.
 *
 * <pre>{@code
 * @Mixin
 * private OptionCheck check;
 * }</pre>
 */
@Command // a mixin without options of its own needs it
public final class OptionCheck {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?)%");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns what to throw for an option that is wrong in a way of its own. */
    public ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /**
     * Requires at least 1.
     *
     * @throws ParameterException if the value is less
     */
    public void requirePositive(String option, int value) {
        requirePositive(option, value, "");
    }

    /**
     * Requires at least 1 byte.
     *
     * @throws ParameterException if the value is less
     */
    public void requirePositiveBytes(String option, int value) {
        requirePositive(option, value, " byte");
    }

    /**
     * Reads a duration.
     *
     * @throws ParameterException if it is not written as one
     */
    public Duration duration(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + " " + e.getMessage());
        }
    }

    /**
     * Reads a duration that has a least value.
     *
     * @throws ParameterException if it is not written as one, or shorter
     */
    public Duration duration(String option, String text, Duration least) {
        Duration parsed = duration(option, text);
        if (parsed.compareTo(least) < 0) {
            throw wrong(option + " must be >= " + least.toMillis() + "ms, was " + text);
        }
        return parsed;
    }

    /**
     * Reads a percentage above 0 and below 100.
     *
     * @param example a good one, for people
     * @return the share: 0.1 for {@code 10%}
     * @throws ParameterException if it is not written as one, or out of bounds
     */
    public double percentage(String option, String text, String example) {
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches() || Double.parseDouble(percent.group(1)) == 0) {
            throw wrong(option + " must be a percentage above 0% and below 100%, like " + example
                    + "; was " + text);
        }
        return Double.parseDouble(percent.group(1)) / 100;
    }

    /**
     * Reads the sizes of messages.
     *
     * @throws ParameterException if they are not written as such
     */
    public Messages messages(String option, String text) {
        try {
            return Messages.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + " " + e.getMessage());
        }
    }

    private void requirePositive(String option, int value, String unit) {
        if (value < 1) {
            throw wrong(option + " must be >= 1" + unit + ", was " + value);
        }
    }
}
