package io.github.nioecho;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What one server leaves in recordings of Java Flight Recorder. Does nothing unless overridden, for
 * a Java that has no such module.
 */
interface FlightEvents extends EchoObserver {

    /** Returns the events of one server. */
    static FlightEvents ofServer() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent()
                ? new JfrEvents()
                : new FlightEvents() { };
    }

    /** The server listens and is about to accept. */
    default void started(InetSocketAddress address) {
    }

    /** The server has closed. */
    default void stopped(InetSocketAddress address) {
    }

    /** Left to the user's observer, which warns. */
    @Override
    default void acceptFailed(Throwable failure, Duration pause) {
    }
}
