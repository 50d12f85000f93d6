package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.Set;

/** A listener on a ring. */
final class RingListener extends RingSocket implements ListenerSocket {

    private final Accept accept;

    private RingListener(RingEngine engine, int fd, int family) {
        super(engine, fd, family, false);
        this.accept = new Accept(engine);
    }

    static RingListener open(RingEngine engine) throws IOException {
        int family = SocketAddresses.internetFamily();
        int fd = Libc.socket(family);
        try {
            // As the JDK's: a server that has just ended leaves connections behind.
            NativeOptions.set(fd, StandardSocketOptions.SO_REUSEADDR, true);
            return new RingListener(engine, fd, family);
        } catch (Throwable t) {
            closeQuietly(fd);
            throw t;
        }
    }

    @Override
    Set<SocketOption<?>> optionsOf(int family) {
        return NativeOptions.ofListeners(family);
    }

    /** The kernel has the pending accept for some time yet: the address is free at once. */
    @Override
    void beforeClose() throws IOException {
        with(fd -> {
            Libc.shutdown(fd, Libc.SHUT_RD);
            return null;
        });
    }

    @Override
    KernelOperation[] operations() {
        return new KernelOperation[] {accept};
    }

    @Override
    public void bind(SocketAddress local, int backlog) throws IOException {
        // The kernel would make up a name that no path leads to.
        if (local instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
            throw new BindException("a listener needs a path");
        }
        bindTo(local);
        with(fd -> {
            Libc.listen(fd, backlog);
            return null;
        });
    }

    @Override
    public void accept(AcceptSlot slot) {
        accept.slot = slot;
        try {
            accept.submit();
        } catch (Throwable t) {
            accept.slot = null;
            slot.settleFailed(t);
        }
    }

    @Override
    public void stopAccepting(AcceptSlot slot) {
        accept.cancel();
    }

    private final class Accept extends KernelOperation {

        private final MemorySegment memory =
                Arena.ofAuto().allocate(SocketAddresses.BYTES + Integer.BYTES, Long.BYTES);

        private AcceptSlot slot;

        Accept(RingEngine engine) {
            super(engine);
        }

        @Override
        void fill(long tag) throws IOException {
            memory.set(ValueLayout.JAVA_INT, SocketAddresses.BYTES, SocketAddresses.BYTES);
            long address = memory.address();
            engine.ring().accept(fd(), address, address + SocketAddresses.BYTES, tag);
        }

        @Override
        void completed(int result) {
            AcceptSlot ended = slot;
            slot = null;
            if (result >= 0 && !isClosing()) {
                adopt(ended, result);
            } else if (result < 0 && result != -Errno.ECANCELED && !isClosing()) {
                ended.settleFailed(Errno.ofOther(-result));
            } else {
                if (result >= 0) {
                    closeQuietly(result);
                }
                ended.settleStopped();
            }
            closeIfIdle();
        }

        private void adopt(AcceptSlot ended, int connection) {
            Loop loop = ended.nextLoop();
            RingStream stream;
            try {
                int length = memory.get(ValueLayout.JAVA_INT, SocketAddresses.BYTES);
                stream = new RingStream((RingEngine) loop.engine(), connection, family(),
                        SocketAddresses.read(memory, length));
            } catch (Throwable t) {
                closeQuietly(connection);
                ended.settleFailed(t);
                return;
            }
            ended.settleAccepted(loop, stream);
        }
    }
}
