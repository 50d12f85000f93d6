package io.github.nioecho.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the user asked for. A value follows its option as the next argument or, after a long name,
 * behind {@code =}. Of an option given twice the last value counts. Bounds are the business of the
 * server's builder; here a value only has to be of the right kind.
 */
final class CommandLine {

    /** Not an EnumMap, which asks for the constants by reflection: a tenth of the whole start. */
    private final Map<CommandLineOption, String> values = new HashMap<>();

    private CommandLine() {
    }

    /** Reads the arguments, as far as the first option that asks for a text instead of a server. */
    static CommandLine parse(String... args) throws UsageException {
        CommandLine line = new CommandLine();
        for (int i = 0; i < args.length; i++) {
            int equals = args[i].startsWith("--") ? args[i].indexOf('=') : -1;
            String name = equals < 0 ? args[i] : args[i].substring(0, equals);
            CommandLineOption option = optionNamed(name);
            if (!option.takesValue()) {
                if (equals >= 0) {
                    throw new UsageException(name + " takes no value, was " + args[i]);
                }
                line.values.put(option, "");
                if (option.asksForText()) {
                    return line;
                }
                continue;
            }
            String value = "";
            if (equals >= 0) {
                value = args[i].substring(equals + 1);
            } else if (i + 1 < args.length && CommandLineOption.named(args[i + 1]) == null) {
                i++;
                value = args[i];
            }
            if (value.isEmpty()) {
                throw new UsageException(option.longName() + " needs " + option.expected()
                        + ", but has no value");
            }
            line.values.put(option, value);
        }
        return line;
    }

    private static CommandLineOption optionNamed(String name) throws UsageException {
        CommandLineOption option = CommandLineOption.named(name);
        if (option != null) {
            return option;
        }
        throw new UsageException(name.startsWith("-")
                ? "unknown option " + name
                : "unexpected argument " + name + ": only options are taken");
    }

    boolean has(CommandLineOption option) {
        return values.containsKey(option);
    }

    String text(CommandLineOption option) {
        return values.getOrDefault(option, option.defaultValue());
    }

    int number(CommandLineOption option) throws UsageException {
        try {
            return Integer.parseInt(text(option));
        } catch (NumberFormatException e) {
            throw unexpected(option);
        }
    }

    Duration seconds(CommandLineOption option) throws UsageException {
        try {
            return Duration.ofSeconds(Long.parseLong(text(option)));
        } catch (NumberFormatException e) {
            throw unexpected(option);
        }
    }

    InetAddress address(CommandLineOption option) throws UsageException {
        try {
            return InetAddress.getByName(text(option));
        } catch (UnknownHostException e) {
            throw unexpected(option);
        }
    }

    Path path(CommandLineOption option) throws UsageException {
        try {
            return Path.of(text(option));
        } catch (IllegalArgumentException e) {
            // Caught by this name, for to check a catch the JVM loads its class at every start.
            throw unexpected(option);
        }
    }

    OutputLevel level(CommandLineOption option) throws UsageException {
        for (OutputLevel level : OutputLevel.values()) {
            if (text(option).equals(level.name().toLowerCase(Locale.ROOT))) {
                return level;
            }
        }
        throw unexpected(option);
    }

    /**
     * Tells what the builder found wrong in the words of the command line: the option's long
     * name for its own, and the value as it was typed.
     *
     * @throws IllegalArgumentException the one given, if it is about none of the options
     */
    UsageException outOfBounds(IllegalArgumentException rejection) {
        String message = String.valueOf(rejection.getMessage());
        for (CommandLineOption option : CommandLineOption.values()) {
            int value = message.lastIndexOf(", was ");
            if (message.startsWith(option.builderName() + " ") && value >= 0) {
                return new UsageException(option.longName()
                        + message.substring(option.builderName().length(), value)
                        + ", was " + text(option));
            }
        }
        throw rejection;
    }

    /** Tells that a value is of the wrong kind. */
    UsageException unexpected(CommandLineOption option) {
        return new UsageException(option.longName() + " must be " + option.expected() + ", was "
                + text(option));
    }
}
