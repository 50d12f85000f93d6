package io.github.nioecho.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Prints lines from a daemon thread of its own, so that an event loop never waits for a terminal.
 * While the output stalls, lines are kept up to a limit; the rest are dropped, and a line says how
 * many. After a failed write, a closed pipe for instance, it prints nothing more.
 *
 * <p>All methods may be called from any thread.
 */
final class LineWriter {

    private static final int MAX_WAITING_CHARS = 1 << 20;

    private final OutputStream out;
    private final Charset charset;
    private final Thread printer = new Thread("nioecho-output") {
        @Override
        public void run() {
            printAll();
        }
    };
    private final Object lock = new Object();

    /** Guarded by {@link #lock}. */
    private List<String> waiting = new ArrayList<>();

    /** Guarded by {@link #lock}. */
    private int waitingChars;

    /** Lines dropped since the printer last took the waiting ones. Guarded by {@link #lock}. */
    private long dropped;

    /** Whether lines are taken no more: closed, or the output failed. Guarded by {@link #lock}. */
    private boolean closed;

    LineWriter(OutputStream out, Charset charset) {
        this.out = new BufferedOutputStream(out);
        this.charset = charset;
        printer.setDaemon(true);
    }

    /** Begins to print: these lines, those added before, then what follows. Call once. */
    void start(String... firstLines) {
        synchronized (lock) {
            waiting.addAll(0, List.of(firstLines));
        }
        printer.start();
    }

    /** Adds a line, or drops it; never waits for the output. */
    void print(String line) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            // Once a line is dropped the others are too, so that the gap is where the count stands.
            boolean full = !waiting.isEmpty() && waitingChars + line.length() > MAX_WAITING_CHARS;
            if (dropped > 0 || full) {
                dropped++;
                return;
            }
            waiting.add(line);
            waitingChars += line.length() + 1;
            lock.notifyAll();
        }
    }

    /** Takes no more lines, and waits for the present ones as long as the timeout allows. */
    void close(Duration timeout) {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(printer, timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void printAll() {
        try {
            for (List<String> lines = take(); !lines.isEmpty(); lines = take()) {
                for (String line : lines) {
                    out.write((line + System.lineSeparator()).getBytes(charset));
                }
                out.flush();
            }
        } catch (IOException expected) {
            // Nobody reads any more; the echo goes on.
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        } finally {
            stopWaiting();
        }
    }

    /** Waits for lines and takes all there are; none after {@link #close}. */
    private List<String> take() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                lock.wait();
            }
            List<String> lines = waiting;
            if (dropped > 0) {
                lines.add("... " + dropped + (dropped == 1 ? " line" : " lines") + " dropped");
            }
            waiting = new ArrayList<>();
            waitingChars = 0;
            dropped = 0;
            return lines;
        }
    }

    private void stopWaiting() {
        synchronized (lock) {
            closed = true;
            waiting = List.of();
        }
    }
}
