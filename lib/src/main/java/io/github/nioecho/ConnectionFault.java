package io.github.nioecho;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * Makes a connection of an {@link EchoServer} misbehave on purpose: puts a channel of its own
 * between the server and the accepted one, which holds back, changes or drops what passes. The
 * faults to choose from are in {@link io.github.nioecho.fault.EchoFault}; the server itself knows
 * only this.
 *
 * @see EchoServerBuilder#fault(ConnectionFault)
 */
@FunctionalInterface
public interface ConnectionFault {

    /**
     * Returns what the server shall use in place of the accepted channel. Called once for each
     * connection, before its first operation and on the server's thread: it must not block.
     *
     * <p>The server has one operation pending at a time, with a handler and without a timeout, and
     * closes the channel while one is; the handler must be called all the same, on a thread of the
     * accepted channel's group. It shuts down the output when it stops and then reads until the
     * client ends: from there on a fault is out of place.
     *
     * @param accepted the connection
     * @param timer for what has to happen later; ends with the server
     * @param random this connection's own source of random numbers
     * @return a channel that stands in for {@code accepted}, or that one; a closed one refuses the
     *     connection
     * @throws IOException if the channel cannot be prepared: a failed accept
     */
    AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) throws IOException;
}
