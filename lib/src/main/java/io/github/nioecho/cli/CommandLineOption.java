package io.github.nioecho.cli;

import java.util.Locale;

/**
 * The options of the command line. The long name is the constant's in kebab case; in camel case it
 * is the name that the messages of the server's builder use.
 */
enum CommandLineOption {

    BIND_ADDRESS("-b", "ADDRESS", "127.0.0.1", "an address or host name of this machine",
            "address to listen on; 0.0.0.0 or :: for all"),
    PORT("-p", "PORT", "5000", "a whole number in 0..65535",
            "port to listen on; 0 for any free one"),
    OUTPUT("-o", "LEVEL", "info", "none, info or verbose",
            "none, info (connections) or verbose (also chunks and datagrams)"),
    BUFFER_SIZE("-s", "BYTES", "1024", "a whole number in 1..67108864",
            "each connection's buffer, the most that one read takes"),
    ADAPTIVE(null, null, null, null,
            "lets buffers grow from there to 256 KiB for large messages"),
    BACKLOG(null, "CONNECTIONS", "1024", "a whole number in 1..2147483647",
            "connections the kernel may hold before they are accepted"),
    EVENT_LOOPS(null, "THREADS", "1", "a whole number in 1..2147483647",
            "threads that serve connections"),
    MAX_CONNECTIONS(null, "CONNECTIONS", "0", "a whole number in 0..2147483647",
            "connections open at a time; 0 for no limit"),
    IDLE_TIMEOUT(null, "SECONDS", "0", "a whole number of seconds, 0 or more",
            "closes connections that move no byte for so long; 0 for never"),
    PROVIDER(null, "NAME", "jdk", "jdk, selector or io_uring",
            "NIO.2 of the JDK, or this library's"),
    UNIX(null, "PATH", "none", "the path of a Unix domain socket",
            "path to listen on in place of address and port"),
    UDP(null, null, null, null, "answers datagrams, too, on the same port number"),
    HELP("-h", null, null, null, "prints this text"),
    VERSION(null, null, null, null, "prints the version");

    private final String letter;
    private final String argument;
    private final String defaultValue;
    private final String expected;
    private final String description;

    CommandLineOption(String letter, String argument, String defaultValue, String expected,
            String description) {
        this.letter = letter;
        this.argument = argument;
        this.defaultValue = defaultValue;
        this.expected = expected;
        this.description = description;
    }

    /** Returns the option of that name, letter or long, or null. */
    static CommandLineOption named(String name) {
        for (CommandLineOption option : values()) {
            if (name.equals(option.longName()) || name.equals(option.letter)) {
                return option;
            }
        }
        return null;
    }

    String longName() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name in the messages of the builder, such as {@code bufferSize}. */
    String builderName() {
        StringBuilder camel = new StringBuilder();
        for (String word : name().split("_")) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.replace(0, 1, camel.substring(0, 1).toLowerCase(Locale.ROOT)).toString();
    }

    boolean takesValue() {
        return argument != null;
    }

    /** Returns whether the user wants to read something, and no server. */
    boolean asksForText() {
        return this == HELP || this == VERSION;
    }

    /** Returns the value where none is given; null if the option takes none. */
    String defaultValue() {
        return defaultValue;
    }

    /** Returns what a value must be, as a phrase; null if the option takes none. */
    String expected() {
        return expected;
    }

    /** Returns the option's line in the help text. */
    String help() {
        String names = (letter == null ? "    " : letter + ", ") + longName()
                + (takesValue() ? " " + argument : "");
        String value = takesValue() ? " (" + defaultValue + ")" : "";
        return String.format("  %-33s %s%s", names, description, value);
    }
}
