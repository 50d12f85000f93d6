package io.github.nioecho.channels;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener on a {@link ServerSocketChannel}. */
final class SelectorListener extends SelectedSocket<ServerSocketChannel>
        implements ListenerSocket {

    /** The active accept; null if there is none. The loop's, as is what follows. */
    private AcceptSlot accepting;

    /** Whether somebody waited when nobody wanted to accept, and is not waited for since. */
    private boolean acceptable;

    private SelectorListener(SelectorEngine engine, ServerSocketChannel channel) {
        super(engine, channel);
    }

    static SelectorListener open(SelectorEngine engine) throws IOException {
        return new SelectorListener(engine, nonBlocking(ServerSocketChannel.open()));
    }

    @Override
    ServerSocketChannel openUnix() throws IOException {
        return nonBlocking(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    }

    @Override
    public void bind(SocketAddress local, int backlog) throws IOException {
        fit(local);
        channel().bind(local, backlog);
    }

    @Override
    public void accept(AcceptSlot slot) {
        accepting = slot;
        if (acceptable) {
            accept();
        } else {
            awaitConnection();
        }
    }

    @Override
    public void stopAccepting(AcceptSlot slot) {
        accepting = null;
        slot.settleStopped();
    }

    @Override
    public void close(Runnable released) {
        free();
        released.run();
        if (accepting != null) {
            AcceptSlot slot = accepting;
            accepting = null;
            slot.settleStopped();
        }
    }

    @Override
    void ready(int operations) {
        if (accepting == null) {
            acceptable = true;
            ignore(SelectionKey.OP_ACCEPT);
        } else {
            accept();
        }
    }

    private void accept() {
        AcceptSlot slot = accepting;
        Loop loop = slot.nextLoop();
        SelectorSocket socket;
        try {
            SocketChannel accepted = channel().accept();
            if (accepted == null) {
                awaitConnection();
                return;
            }
            socket = new SelectorSocket(
                    (SelectorEngine) loop.engine(), nonBlocking(accepted));
        } catch (Throwable t) {
            accepting = null;
            slot.settleFailed(t);
            return;
        }
        accepting = null;
        slot.settleAccepted(loop, socket);
    }

    private void awaitConnection() {
        acceptable = false;
        try {
            await(SelectionKey.OP_ACCEPT);
        } catch (Throwable t) {
            AcceptSlot slot = accepting;
            accepting = null;
            slot.settleFailed(t);
        }
    }
}
