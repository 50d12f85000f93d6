package io.github.nioecho.cli;

/** A command line that cannot be followed; the message names option, value and what would do. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
