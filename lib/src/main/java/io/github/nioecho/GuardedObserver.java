package io.github.nioecho;

import io.github.nioecho.server.Warnings;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves events in recordings, and calls the user's observer, contains whatever it throws, and warns
 * of it. Safe for use by several threads.
 */
final class GuardedObserver {

    static final EchoObserver NONE = new EchoObserver() { };

    private final EchoObserver observer;
    private final FlightEvents events;
    private final AtomicLong failures = new AtomicLong();

    GuardedObserver(EchoObserver observer) {
        this(observer, new FlightEvents());
    }

    GuardedObserver(EchoObserver observer, FlightEvents events) {
        this.observer = observer;
        this.events = events;
    }

    /** Returns whether anybody looks at chunks: without, no view of them need be made. */
    boolean isPresent() {
        return observer != NONE;
    }

    long failures() {
        return failures.get();
    }

    void started(SocketAddress address) {
        try {
            events.started(address);
        } catch (Throwable expected) {
            // As in opened.
        }
    }

    void stopped(SocketAddress address) {
        try {
            events.stopped(address);
        } catch (Throwable expected) {
            // As in opened.
        }
    }

    void opened(ConnectionInfo connection) {
        try {
            events.opened(connection);
        } catch (Throwable expected) {
            // No recording is worth a server that fails, nor an observer that is not called.
        }
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
            events.closed(connection, reason, received, sent);
        } catch (Throwable expected) {
            // As in opened.
        }
        try {
            observer.closed(connection, reason, received, sent);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        try {
            events.acceptFailed(failure, pause);
        } catch (Throwable expected) {
            // As in opened.
        }
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
