package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayDeque;
import java.util.Queue;

/** The place of the accept of a listener. */
final class AcceptSlot extends Slot {

    private final LoopServerSocketChannel channel;
    private final ListenerSocket socket;

    /** Connections whose accept was cancelled as they came. The loop's. */
    private final Queue<LoopSocketChannel> kept = new ArrayDeque<>(0);

    AcceptSlot(Loop loop, LoopServerSocketChannel channel, ListenerSocket socket) {
        super(loop, channel);
        this.channel = channel;
        this.socket = socket;
    }

    /** Returns the loop that the next accepted connection belongs to. */
    Loop nextLoop() {
        return channel.nextLoop();
    }

    /** Ends the active operation with a connection. On the loop's thread. */
    void settleAccepted(Loop served, StreamSocket accepted) {
        LoopSocketChannel connection;
        try {
            connection = channel.adopt(served, accepted);
        } catch (ShutdownChannelGroupException e) {
            // The specification of accept asks for an IOException.
            settleFailed(new IOException(e));
            return;
        } catch (Throwable t) {
            settleFailed(t);
            return;
        }
        settle(connection);
    }

    /** Closes the connections that nobody asked for. On the loop's thread. */
    void closeKept() {
        for (LoopSocketChannel each = kept.poll(); each != null; each = kept.poll()) {
            each.closeSoon();
        }
    }

    @Override
    void begin(Operation operation) {
        LoopSocketChannel before = kept.poll();
        if (before != null) {
            settle(before);
        } else {
            socket.accept(this);
        }
    }

    @Override
    void stop() {
        socket.stopAccepting(this);
    }

    @Override
    void dropped(Operation operation, Object value) {
        kept.add((LoopSocketChannel) value);
        if (!channel.isOpen()) {
            closeKept();
        }
    }

    /** The specification of {@code AsynchronousServerSocketChannel.accept} forbids it. */
    @Override
    boolean mayBeDirect() {
        return false;
    }
}
