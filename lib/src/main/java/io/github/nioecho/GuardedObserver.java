package io.github.nioecho;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls the user's observer, contains whatever it throws, and warns of it. Safe for use by several
 * threads.
 */
final class GuardedObserver {

    static final EchoObserver NONE = new EchoObserver() { };

    private final EchoObserver observer;
    private final AtomicLong failures = new AtomicLong();

    GuardedObserver(EchoObserver observer) {
        this.observer = observer;
        Warnings.prepare();
    }

    /** Returns whether anybody looks at chunks: without, no view of them need be made. */
    boolean isPresent() {
        return observer != NONE;
    }

    long failures() {
        return failures.get();
    }

    void opened(ConnectionInfo connection) {
        try {
            observer.opened(connection);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void refused(ConnectionInfo connection) {
        try {
            observer.refused(connection);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void received(ConnectionInfo connection, ByteBuffer chunk) {
        try {
            observer.received(connection, chunk);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void closed(ConnectionInfo connection, CloseReason reason, long received, long sent) {
        try {
            observer.closed(connection, reason, received, sent);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        try {
            observer.acceptFailed(failure, pause);
        } catch (Throwable t) {
            contain(t);
        }
    }

    private void contain(Throwable thrown) {
        Warnings.observerThrew(thrown, failures.incrementAndGet());
    }
}
