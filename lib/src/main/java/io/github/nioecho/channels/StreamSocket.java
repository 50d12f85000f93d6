package io.github.nioecho.channels;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * A connection's socket. What begins an operation is called on the loop's thread, while none of its
 * kind is active; it may {@linkplain Slot#settle settle} at once or later, on the same thread.
 */
interface StreamSocket extends BoundSocket {

    /** Binds to an address, of IP or of the Unix domain. */
    void bind(SocketAddress local) throws IOException;

    /** Returns the address of the other side of an accepted connection, also after its reset. */
    SocketAddress remoteAddress() throws IOException;

    /** Ends the sending side. */
    void shutdownOutput() throws IOException;

    /** Ends the receiving side: what is active settles with -1. */
    void shutdownInput() throws IOException;

    /**
     * Begins to connect to an address, of IP or of the Unix domain. Where a listener has no room it
     * {@linkplain ConnectSlot#settleLater settles later}, which begins again.
     */
    void connect(ConnectSlot slot, SocketAddress remote);

    /**
     * Begins to read at least one byte, at least one of the buffers has room.
     *
     * @param first whether to look at once, without waiting: the caller may be about to block
     */
    void read(TransferSlot slot, boolean first);

    /** Begins to write at least one byte, at least one of the buffers has some. */
    void write(TransferSlot slot);

    /** Has the active read settle soon: as stopped, or with what it has. */
    void stopReading(TransferSlot slot);

    /** Has the active write settle soon: as stopped, or with what it has. */
    void stopWriting(TransferSlot slot);
}
