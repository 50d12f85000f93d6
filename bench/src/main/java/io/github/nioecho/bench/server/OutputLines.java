package io.github.nioecho.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The latest lines of a process's output. A daemon thread always reads, so that the process never
 * blocks on a full pipe; of lines that nobody takes only the last ones are kept.
 */
final class OutputLines {

    private static final int MAX_LINES = 50;
    private static final int LATEST = 3;

    private final Thread reader;
    private final ArrayDeque<String> lines = new ArrayDeque<>(); // guarded by this
    private boolean ended; // guarded by this

    private OutputLines(InputStream output, String name) {
        reader = new Thread(() -> drain(output), name);
        reader.setDaemon(true);
    }

    static OutputLines of(InputStream output, String name) {
        OutputLines lines = new OutputLines(output, name);
        lines.reader.start();
        return lines;
    }

    /**
     * Takes the oldest line, waiting for one if necessary.
     *
     * @return the line, or null if the output has ended or {@code timeoutMillis} have passed
     */
    synchronized String take(long timeoutMillis) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeoutMillis * 1_000_000;
        while (lines.isEmpty() && !ended) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return null;
            }
            wait(leftMillis);
        }
        return lines.poll();
    }

    /** Waits until all output was read, but at most {@code timeoutMillis}; then returns it. */
    List<String> tail(long timeoutMillis) throws InterruptedException {
        reader.join(timeoutMillis);
        synchronized (this) {
            return List.copyOf(lines);
        }
    }

    /** Returns the last lines of a process that may go on, at most three. */
    synchronized List<String> latest() {
        return lines.stream().skip(Math.max(0, lines.size() - LATEST)).toList();
    }

    private void drain(InputStream output) {
        try (BufferedReader input =
                new BufferedReader(new InputStreamReader(output, Charset.defaultCharset()))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                add(line);
            }
        } catch (IOException expected) {
            // The process was ended while this thread was reading: that is the end of the output.
        }
        end();
    }

    private synchronized void add(String line) {
        if (lines.size() == MAX_LINES) {
            lines.remove();
        }
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
