package io.github.nioecho;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls the user's observer and contains whatever it throws. Safe for use by several threads.
 */
final class GuardedObserver {

    static final EchoObserver NONE = new EchoObserver() { };

    private final EchoObserver observer;
    private final LongAdder failures = new LongAdder();

    GuardedObserver(EchoObserver observer) {
        this.observer = observer;
    }

    /** Returns whether anybody looks at chunks: without, no view of them need be made. */
    boolean isPresent() {
        return observer != NONE;
    }

    long failures() {
        return failures.sum();
    }

    void opened(ConnectionInfo connection) {
        try {
            observer.opened(connection);
        } catch (Throwable contained) {
            failures.increment();
        }
    }

    void refused(ConnectionInfo connection) {
        try {
            observer.refused(connection);
        } catch (Throwable contained) {
            failures.increment();
        }
    }

    void received(ConnectionInfo connection, ByteBuffer chunk) {
        try {
            observer.received(connection, chunk);
        } catch (Throwable contained) {
            failures.increment();
        }
    }

    void closed(ConnectionInfo connection, CloseReason reason, long received, long sent) {
        try {
            observer.closed(connection, reason, received, sent);
        } catch (Throwable contained) {
            failures.increment();
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        try {
            observer.acceptFailed(failure, pause);
        } catch (Throwable contained) {
            failures.increment();
        }
    }
}
