package io.github.nioecho;

/**
 * What an {@link EchoServer} has done since it started. Immutable; {@link EchoServer#metrics()}
 * takes one at any time, and {@link #minus} gives what happened between two.
 *
 * <p>The counters of connections agree with each other: {@code openConnections} is what was
 * accepted and has not ended. What a client can tell from its connection, that it is served, refused
 * for the limit, or closed, and that bytes came in of which it sees the echo, is counted before the
 * client can tell. The bytes sent may miss what an event loop is writing right now.
 *
 * @param acceptedConnections connections accepted and served, the open ones included
 * @param refusedConnections connections closed at once because of the connection limit or of a
 *     {@link ConnectionFault}
 * @param openConnections connections open now
 * @param resetConnections connections that ended with {@link CloseReason#RESET}
 * @param idleConnections connections that ended with {@link CloseReason#IDLE_TIMEOUT}
 * @param bytesReceived bytes read from clients
 * @param bytesSent bytes written to clients
 * @param acceptFailures failed attempts to accept a connection
 * @param observerFailures exceptions thrown by the {@link EchoObserver}
 */
public record EchoMetrics(
        long acceptedConnections,
        long refusedConnections,
        long openConnections,
        long resetConnections,
        long idleConnections,
        long bytesReceived,
        long bytesSent,
        long acceptFailures,
        long observerFailures) {

    static final EchoMetrics NONE = new EchoMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * Returns what happened since an earlier reading of the same server. Every counter is the
     * difference, {@code openConnections} too: it is negative when more have ended than begun.
     *
     * @param earlier the earlier reading
     * @return this reading less {@code earlier}
     */
    public EchoMetrics minus(EchoMetrics earlier) {
        return new EchoMetrics(
                acceptedConnections - earlier.acceptedConnections,
                refusedConnections - earlier.refusedConnections,
                openConnections - earlier.openConnections,
                resetConnections - earlier.resetConnections,
                idleConnections - earlier.idleConnections,
                bytesReceived - earlier.bytesReceived,
                bytesSent - earlier.bytesSent,
                acceptFailures - earlier.acceptFailures,
                observerFailures - earlier.observerFailures);
    }

    /** All that have come. */
    long connections() {
        return acceptedConnections + refusedConnections;
    }

    EchoMetrics plus(EchoMetrics other) {
        return new EchoMetrics(
                acceptedConnections + other.acceptedConnections,
                refusedConnections + other.refusedConnections,
                openConnections + other.openConnections,
                resetConnections + other.resetConnections,
                idleConnections + other.idleConnections,
                bytesReceived + other.bytesReceived,
                bytesSent + other.bytesSent,
                acceptFailures + other.acceptFailures,
                observerFailures + other.observerFailures);
    }

    EchoMetrics withObserverFailures(long failures) {
        return plus(new EchoMetrics(0, 0, 0, 0, 0, 0, 0, 0, failures));
    }
}
