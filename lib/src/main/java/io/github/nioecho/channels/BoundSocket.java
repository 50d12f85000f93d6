package io.github.nioecho.channels;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/**
 * A socket of an {@link Engine}. What is not said to be the loop's may be called by any thread, also
 * while the loop closes it: it fails then with a {@link java.nio.channels.ClosedChannelException}.
 */
interface BoundSocket {

    /** Returns the address, as the JDK's channels do; null if it is not bound. */
    SocketAddress localAddress() throws IOException;

    <T> void setOption(SocketOption<T> name, T value) throws IOException;

    <T> T getOption(SocketOption<T> name) throws IOException;

    Set<SocketOption<?>> supportedOptions();

    /**
     * Closes the socket. What is active in its slots has the kernel let go of its buffers first,
     * and then settles as {@linkplain Slot#settleStopped stopped}. On the loop's thread, once.
     *
     * @param released called on the loop's thread when the descriptor is free
     */
    void close(Runnable released);

    /** Closes a socket that the loop has never seen. Any thread. */
    void discard();
}
