package io.github.nioecho.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection on a {@link SocketChannel}. It reads only when the selector says that there is
 * something, and writes at once, for there is nearly always room.
 */
final class SelectorSocket extends SelectedSocket<SocketChannel> implements StreamSocket {

    /** The active operations; null where there is none. The loop's, as is what follows. */
    private TransferSlot reading;
    private TransferSlot writing;
    private ConnectSlot connecting;

    /** Whether it was ready to be read when nobody wanted to, and is not waited for since. */
    private boolean readable;

    SelectorSocket(SelectorEngine engine, SocketChannel channel) {
        super(engine, channel);
    }

    static SelectorSocket open(SelectorEngine engine) throws IOException {
        return new SelectorSocket(engine, nonBlocking(SocketChannel.open()));
    }

    @Override
    SocketChannel openUnix() throws IOException {
        return nonBlocking(SocketChannel.open(StandardProtocolFamily.UNIX));
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        fit(local);
        channel().bind(local);
    }

    @Override
    public SocketAddress remoteAddress() throws IOException {
        return channel().getRemoteAddress();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel().shutdownOutput();
    }

    @Override
    public void connect(ConnectSlot slot, SocketAddress remote) {
        try {
            fit(remote);
            if (!connectNow(slot, remote)) {
                return;
            }
        } catch (Throwable t) {
            slot.settleRefused(t);
            return;
        }
        slot.settleConnected();
    }

    /**
     * Returns whether there is a connection; if not, the slot settles later. A connect that fails
     * closes the channel, so that it takes another one to begin again, under a lock, for nobody is
     * to see the closed one. Another one cannot have the same name.
     */
    private synchronized boolean connectNow(ConnectSlot slot, SocketAddress remote)
            throws IOException {
        boolean named = channel().getLocalAddress() != null;
        try {
            if (channel().connect(reachable(remote))) {
                return true;
            }
            await(SelectionKey.OP_CONNECT);
            connecting = slot;
        } catch (SocketException e) {
            if (named || !FullBacklog.isWhy(e, remote)) {
                throw e;
            }
            replace();
            slot.settleLater();
        }
        return false;
    }

    @Override
    public void read(TransferSlot slot, boolean first) {
        reading = slot;
        if (first || readable) {
            read();
        } else {
            awaitBytes();
        }
    }

    @Override
    public void write(TransferSlot slot) {
        writing = slot;
        write();
    }

    @Override
    public void stopReading(TransferSlot slot) {
        reading = null;
        slot.settleStopped();
    }

    @Override
    public void stopWriting(TransferSlot slot) {
        writing = null;
        ignore(SelectionKey.OP_WRITE);
        slot.settleStopped();
    }

    @Override
    public void close(Runnable released) {
        free();
        released.run();
        // Writes first, as in the JDK.
        Slot[] active = {connecting, writing, reading};
        connecting = null;
        reading = null;
        writing = null;
        for (Slot slot : active) {
            if (slot != null) {
                slot.settleStopped();
            }
        }
    }

    @Override
    void ready(int operations) {
        if (connecting != null) {
            finishConnect();
            return;
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            if (reading == null) {
                readable = true;
                ignore(SelectionKey.OP_READ);
            } else {
                read();
            }
        }
        // The handler of the read may have closed it.
        if ((operations & SelectionKey.OP_WRITE) != 0 && writing != null) {
            write();
        }
    }

    private void finishConnect() {
        ConnectSlot slot = connecting;
        try {
            if (!channel().finishConnect()) {
                return;
            }
        } catch (Throwable t) {
            connecting = null;
            slot.settleRefused(t);
            return;
        }
        connecting = null;
        ignore(SelectionKey.OP_CONNECT);
        slot.settleConnected();
    }

    private void read() {
        TransferSlot slot = reading;
        long count;
        try {
            count = slot.buffer() != null
                    ? channel().read(slot.buffer()) : channel().read(slot.buffers());
        } catch (SocketException e) {
            // A reset: the JDK's asynchronous channels have no type of its own for it.
            reading = null;
            slot.settleFailed(new IOException(e.getMessage(), e));
            return;
        } catch (Throwable t) {
            reading = null;
            slot.settleFailed(t);
            return;
        }
        if (count == 0) {
            awaitBytes();
        } else {
            reading = null;
            slot.settle(count);
        }
    }

    private void awaitBytes() {
        readable = false;
        try {
            await(SelectionKey.OP_READ);
        } catch (Throwable t) {
            TransferSlot slot = reading;
            reading = null;
            slot.settleFailed(t);
        }
    }

    private void write() {
        TransferSlot slot = writing;
        long count;
        try {
            count = slot.buffer() != null
                    ? channel().write(slot.buffer()) : channel().write(slot.buffers());
            if (count == 0) {
                await(SelectionKey.OP_WRITE);
                return;
            }
        } catch (Throwable t) {
            writing = null;
            // The channel says that it is closed where only its sending side is.
            slot.settleFailed(t instanceof ClosedChannelException && channel().isOpen()
                    ? new IOException("the output has been shut down", t) : t);
            return;
        }
        writing = null;
        ignore(SelectionKey.OP_WRITE);
        slot.settle(count);
    }

    /** A {@link SocketChannel} takes the wildcard address for the host's name; the system, itself. */
    private static SocketAddress reachable(SocketAddress remote) throws IOException {
        if (remote instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
            byte[] loopback = new byte[inet.getAddress().getAddress().length];
            loopback[loopback.length - 1] = 1;
            if (loopback.length == 4) {
                loopback[0] = 127;
            }
            return new InetSocketAddress(InetAddress.getByAddress(loopback), inet.getPort());
        }
        return remote;
    }
}
