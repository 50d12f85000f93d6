package io.github.nioecho.channels;

import java.net.SocketAddress;

/** The place of the one connect of a channel. */
final class ConnectSlot extends Slot {

    private final LoopSocketChannel channel;
    private final StreamSocket socket;

    private final SocketAddress remote;

    ConnectSlot(
            Loop loop, LoopSocketChannel channel, StreamSocket socket, SocketAddress remote) {
        super(loop, channel);
        this.channel = channel;
        this.socket = socket;
        this.remote = remote;
    }

    /** Ends the active operation with a connection. On the loop's thread. */
    void settleConnected() {
        try {
            channel.connected(remote);
        } catch (Throwable t) {
            settleRefused(t);
            return;
        }
        settle((Object) null);
    }

    /** Ends the active operation without one, and closes the channel. On the loop's thread. */
    void settleRefused(Throwable failure) {
        channel.closeSoon();
        settleFailed(failure);
    }

    @Override
    void begin(Operation operation) {
        socket.connect(this, remote);
    }

    /** The system connects all the same, so nobody may use what may become connected. */
    @Override
    void stop() {
        channel.breakUp();
    }

    @Override
    void dropped(Operation operation, Object value) {
        channel.breakUp();
    }
}
