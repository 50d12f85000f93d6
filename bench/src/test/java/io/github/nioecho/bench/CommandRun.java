package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** Runs a command in this JVM and keeps what it prints. */
public final class CommandRun {

    private final String[] name;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Makes one of a command; without a name the arguments begin with it. */
    public CommandRun(String... name) {
        this.name = name;
    }

    /** Runs the command, forgets what the run before put on stderr, and returns the exit code. */
    public int execute(String... args) {
        err.getBuffer().setLength(0);
        return Main.commands()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.of(name, args).flatMap(Stream::of).toArray(String[]::new));
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    /** Checks that there is one line on stderr, which starts like this. */
    public void assertOneLine(String start) {
        assertEquals(1, err().lines().count(), this::err);
        assertTrue(err().startsWith(start), this::err);
    }
}
