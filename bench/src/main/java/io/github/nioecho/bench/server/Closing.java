package io.github.nioecho.bench.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** The last steps of servers and connections, which must not fail for what is already gone. */
final class Closing {

    private Closing() {
    }

    static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException expected) {
            // The descriptor is released all the same, and nobody is left to tell.
        }
    }

    static void close(Closeable resource, Throwable primary) {
        try {
            resource.close();
        } catch (IOException e) {
            primary.addSuppressed(e);
        }
    }

    /** Waits for a thread to end, unless this thread is interrupted meanwhile. */
    static void join(Thread thread, Duration timeout) {
        try {
            thread.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
