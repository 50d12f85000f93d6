package io.github.nioecho.channels;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** The place of the one connect of a channel. */
final class ConnectSlot extends Slot {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LoopSocketChannel channel;
    private final StreamSocket socket;

    private final SocketAddress remote;

    /** How long the next pause is. The loop's, as is the next. */
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /** Whether the socket knows nothing of the active operation until a pause is over. */
    private boolean pausing;

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

    /**
     * Has the socket begin again after a pause. Where too many wait for the same listener of the
     * Unix domain already, a connect fails at once, and nothing tells when it need not. On the
     * loop's thread.
     */
    void settleLater() {
        pausing = true;
        loop.deadlines().list(this, Deadlines.after(pauseNanos));
        pauseNanos = Math.min(2 * pauseNanos, LAST_PAUSE_NANOS);
    }

    /** Called when the socket has been closed. On the loop's thread. */
    void closed() {
        if (pausing) {
            pausing = false;
            settleStopped();
        }
    }

    @Override
    void begin(Operation operation) {
        socket.connect(this, remote);
    }

    /** No connect is timed: a pause is over. */
    @Override
    void look(long nowNanos) {
        if (pausing) {
            pausing = false;
            socket.connect(this, remote);
        }
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
