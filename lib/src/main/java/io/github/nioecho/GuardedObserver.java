package io.github.nioecho;

import io.github.nioecho.server.Warnings;
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

    private final EchoObserver observer;
    private final FlightEvents events;
    private final AtomicLong failures = new AtomicLong();

    GuardedObserver(EchoObserver observer) {
        this(observer, FlightEvents.ofServer());
    }

    GuardedObserver(EchoObserver observer, FlightEvents events) {
        this.observer = observer;
        this.events = events;
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
        record(() -> events.started(address));
    }

    void stopped(InetSocketAddress address) {
        record(() -> events.stopped(address));
    }

    void opened(ConnectionInfo connection) {
        record(() -> events.opened(connection));
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
        record(() -> events.closed(connection, reason, received, sent));
        try {
            observer.closed(connection, reason, received, sent);
        } catch (Throwable t) {
            contain(t);
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        record(() -> events.acceptFailed(failure, pause));
        try {
            observer.acceptFailed(failure, pause);
        } catch (Throwable t) {
            contain(t);
        }
    }

    private static void record(Runnable event) {
        try {
            event.run();
        } catch (Throwable expected) {
            // No recording is worth a server that fails, nor an observer that is not called.
        }
    }

    private void contain(Throwable thrown) {
        Warnings.observerThrew(thrown, failures.incrementAndGet());
    }
}
