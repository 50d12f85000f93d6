package io.github.nioecho;

/**
 * Why the server ended a connection.
 *
 * @see EchoObserver#closed
 */
public enum CloseReason {

    /**
     * The client ended its sending side, and all that it sent has been sent back, unless a
     * {@link ConnectionFault} dropped some.
     */
    END_OF_STREAM,

    /**
     * A read or a write failed with an {@link java.io.IOException}: in practice the peer reset the
     * connection, or a {@link ConnectionFault} did. Bytes that were not yet sent back are dropped.
     */
    RESET,

    /** No byte moved in either direction for the configured idle timeout. */
    IDLE_TIMEOUT,

    /** The server is stopping. */
    SERVER_CLOSED,

    /**
     * The server failed to serve the connection, for instance with an {@link OutOfMemoryError};
     * never the peer's doing.
     */
    INTERNAL_ERROR
}
