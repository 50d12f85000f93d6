package io.github.nioecho.channels;

import java.io.IOException;
import java.net.SocketAddress;

/** A socket that connections come in by. */
interface ListenerSocket extends BoundSocket {

    /**
     * Binds to an address, of IP or of the Unix domain, and listens.
     *
     * @param backlog how many connections may wait, at least 1
     */
    void bind(SocketAddress local, int backlog) throws IOException;

    /**
     * Begins to accept; settles with a {@link StreamSocket} of the engine of {@link
     * AcceptSlot#nextLoop}. On the loop's thread, while no accept is active.
     */
    void accept(AcceptSlot slot);

    /** Has the active accept settle soon: as stopped, or with what it has. On the loop's thread. */
    void stopAccepting(AcceptSlot slot);
}
