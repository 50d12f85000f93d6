package io.github.nioecho;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves events in recordings, and calls the user's observer, contains whatever it throws, and warns
 * of it. Safe for use by several threads.
 */
final class GuardedObserver {

    static final EchoObserver NONE = new EchoObserver() { };

    private final FlightEvents events = FlightEvents.ofServer();
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

    void started(InetSocketAddress address) {
        try {
            events.started(address);
        } catch (Throwable expected) {
            // No recording is worth a server that does not start.
        }
    }

    void stopped(InetSocketAddress address) {
        try {
            events.stopped(address);
        } catch (Throwable expected) {
            // No recording is worth a server that does not stop.
        }
    }

    void opened(ConnectionInfo connection) {
        try {
            events.opened(connection);
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
            observer.closed(connection, reason, received, sent);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        try {
            events.acceptFailed(failure, pause);
            observer.acceptFailed(failure, pause);
        } catch (Throwable t) {
            contain(t);
        }
    }

    private void contain(Throwable thrown) {
        Warnings.observerThrew(thrown, failures.incrementAndGet());
    }
}
