package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.Socket;

/** The other end of a channel, and what is on its way between the two. Guarded by its run. */
final class Peer {

    /** Null until the connection is accepted, where the channel connects. */
    Socket socket;
    /** Bytes, in all. */
    long sent;
    long taken;
    long written;
    long received;
    /** It takes few bytes that are not received, so that a writer can be made to wait. */
    boolean narrow;
    boolean ended;
    boolean closed;
    boolean reset;

    boolean isUsable() {
        return socket != null && !closed;
    }

    long unread() {
        return sent - taken;
    }

    long unreceived() {
        return written - received;
    }

    /** Ends the connection so that no port has to wait for its last packets. */
    void drop() {
        if (isUsable()) {
            closed = true;
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException expected) {
                // It is gone.
            }
        }
    }
}
