package io.github.nioecho;

import java.net.SocketAddress;
import java.time.Duration;

/**
 * What one server leaves in recordings of Java Flight Recorder, once there is one to leave it in.
 * Until the first recording of the process begins, and on a Java without the module, nothing of
 * Flight Recorder is loaded but the class that knows whether there is one. Safe for use by several
 * threads.
 */
class FlightEvents {

    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** Written once, under the lock, by who looks first after a recording began; null before. */
    private volatile JfrEvents events;

    /** The server listens and is about to accept. */
    void started(SocketAddress address) {
        if (recording()) {
            events.started(address);
        }
    }

    /** The server has closed. */
    void stopped(SocketAddress address) {
        if (recording()) {
            events.stopped(address);
        }
    }

    /** See {@link EchoObserver#opened}. */
    void opened(ConnectionInfo connection) {
        if (recording()) {
            events.opened(connection);
        }
    }

    /** See {@link EchoObserver#closed}. */
    void closed(ConnectionInfo connection, CloseReason reason, long received, long sent) {
        if (events != null) {
            events.closed(connection, reason, received, sent);
        }
    }

    /** See {@link EchoObserver#acceptFailed}. */
    void acceptFailed(Throwable failure, Duration pause) {
        if (recording()) {
            events.acceptFailed(failure, pause);
        }
    }

    private boolean recording() {
        if (events == null && AVAILABLE && JfrEvents.wanted()) {
            begin();
        }
        return events != null;
    }

    private synchronized void begin() {
        if (events == null) {
            events = new JfrEvents();
        }
    }
}
