package io.github.nioecho;

import io.github.nioecho.server.Warnings;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Is told what happens on an {@link EchoServer}. Unless overridden, {@link #acceptFailed} logs a
 * warning, and every other method does nothing.
 *
 * <p><b>Order.</b> For each connection: {@link #opened} once, then {@link #received} for every
 * chunk in the order of the stream, then {@link #closed} once; never two of them at the same time.
 * A connection that is refused has {@link #refused} instead, and nothing else.
 *
 * <p><b>Threads.</b> The methods run on the server's own threads, outside its locks. With one event
 * loop no two calls overlap, those of {@link #acceptFailed} and of the last moments of a stop
 * aside; with several, calls for different connections do. While a method runs, the event loop
 * serves no other connection: hand over to another thread what may block.
 *
 * <p><b>Errors.</b> Whatever a method throws is contained and counted in
 * {@link EchoMetrics#observerFailures()}; the echo goes on. A server's first such failure is logged
 * as a warning with its stack trace, and so are the tenth, the hundredth and so on.
 *
 * <p><b>Warnings</b> go to the {@link System.Logger} named {@code io.github.nioecho}, on the thread
 * that has met the failure and under no lock; the library logs nothing else. As with an observer, a
 * logger that throws does no harm, and one that blocks holds up the connections of that thread.
 *
 * <p>A method may call {@link EchoServer#close()}: the call then returns at once instead of waiting
 * for itself.
 */
public interface EchoObserver {

    /**
     * A connection was accepted and will be served.
     *
     * @param connection the new connection
     */
    default void opened(ConnectionInfo connection) {
    }

    /**
     * A connection was accepted and closed at once, because as many as
     * {@link EchoServerBuilder#maxConnections} were open, or because a {@link ConnectionFault}
     * refused it.
     *
     * @param connection the refused connection
     */
    default void refused(ConnectionInfo connection) {
    }

    /**
     * A chunk arrived and is about to be sent back. TCP keeps no message boundaries: a chunk is
     * what one read returned, at most a buffer full.
     *
     * @param connection where it arrived
     * @param chunk the bytes, from position to limit; read-only, and valid only during the call
     */
    default void received(ConnectionInfo connection, ByteBuffer chunk) {
    }

    /**
     * A connection has ended. Nothing more is said of it.
     *
     * @param connection the connection
     * @param reason why it ended
     * @param bytesReceived the bytes read from it
     * @param bytesSent the bytes written to it; less than {@code bytesReceived} where it ended
     *     before all was sent back
     */
    default void closed(
            ConnectionInfo connection, CloseReason reason, long bytesReceived, long bytesSent) {
    }

    /**
     * A connection could not be accepted, for lack of file descriptors or of direct memory, say.
     * The server goes on with those it has and accepts again after a pause.
     *
     * <p>Unless overridden, this logs a warning with the failure and the pause, and no stack trace.
     *
     * @param failure what the platform reported
     * @param pause the time until the server accepts again: 10 ms after a success, doubled with
     *     each failure in a row, at most 1 s
     */
    default void acceptFailed(Throwable failure, Duration pause) {
        Warnings.acceptFailed(failure, pause);
    }
}
