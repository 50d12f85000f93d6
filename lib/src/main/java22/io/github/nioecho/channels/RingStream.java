package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A connection on a ring. The kernel uses the caller's buffer if that is a direct one, the only one,
 * and not of an arena that may be closed meanwhile; else the bytes are copied.
 */
final class RingStream extends RingSocket implements StreamSocket {

    /**
     * The scope of memory that lasts as long as its buffer. That of an arena ends when the arena is
     * closed, which the JDK refuses while its own channels use it, and nobody else can prevent.
     */
    private static final Class<?> UNENDING =
            MemorySegment.ofBuffer(ByteBuffer.allocateDirect(1)).scope().getClass();

    /** The other side of an accepted connection; null for others. */
    private final SocketAddress acceptedFrom;

    private final Receive receive;
    private final Send send;

    /** Null until somebody connects. */
    private Connect connect;

    RingStream(RingEngine engine, int fd, int family, SocketAddress acceptedFrom) {
        super(engine, fd, family, acceptedFrom != null);
        this.acceptedFrom = acceptedFrom;
        this.receive = new Receive(engine);
        this.send = new Send(engine);
    }

    static RingStream open(RingEngine engine) throws IOException {
        int family = SocketAddresses.internetFamily();
        return new RingStream(engine, Libc.socket(family), family, null);
    }

    @Override
    Set<SocketOption<?>> optionsOf(int family) {
        return NativeOptions.ofStreams(family);
    }

    @Override
    KernelOperation[] operations() {
        return connect == null
                ? new KernelOperation[] {receive, send}
                : new KernelOperation[] {connect, receive, send};
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        bindTo(local);
    }

    @Override
    public SocketAddress remoteAddress() {
        return acceptedFrom;
    }

    @Override
    public void shutdownOutput() throws IOException {
        shutdown(Libc.SHUT_WR);
    }

    @Override
    public void shutdownInput() throws IOException {
        shutdown(Libc.SHUT_RD);
    }

    private void shutdown(int how) throws IOException {
        with(fd -> {
            Libc.shutdown(fd, how);
            return null;
        });
    }

    @Override
    public void connect(ConnectSlot slot, SocketAddress remote) {
        try {
            fit(remote);
            if (connect == null) {
                connect = new Connect(engine, slot, remote);
            }
            connect.submit();
        } catch (Throwable t) {
            slot.settleRefused(t);
        }
    }

    @Override
    public void read(TransferSlot slot, boolean first) {
        receive.begin(slot, first);
    }

    @Override
    public void write(TransferSlot slot) {
        send.begin(slot);
    }

    @Override
    public void stopReading(TransferSlot slot) {
        receive.cancel();
    }

    @Override
    public void stopWriting(TransferSlot slot) {
        send.cancel();
    }

    /**
     * A buffer, and where its memory begins. To ask for that makes an object each time, which the
     * compiler removes on some days only.
     */
    private static final class Known extends WeakReference<ByteBuffer> {

        static final Known NONE = new Known(null, 0);

        final long address;

        Known(ByteBuffer buffer, long address) {
            super(buffer);
            this.address = address;
        }
    }

    /** A transfer, and the buffer that the kernel has for it. */
    private abstract class Transfer extends KernelOperation {

        /** What began it. Keeps the caller's buffers reachable, as the kernel does not. */
        TransferSlot slot;

        /** A buffer that was used twice in a row, and may well be again. */
        private Known known = Known.NONE;
        private int lastHash;

        /** What the kernel has if it is not the caller's own; else null. */
        ByteBuffer copy;
        long address;
        int bytes;

        Transfer(RingEngine engine) {
            super(engine);
        }

        /** Finds out what the kernel is to have. */
        final void aim() {
            ByteBuffer only = slot.buffer();
            if (only != null && only.isDirect() && aim(only)) {
                return;
            }
            copy = engine.borrow();
            load();
            aim(copy);
        }

        /** Returns false if the memory may go while somebody can still reach the buffer. */
        private boolean aim(ByteBuffer direct) {
            bytes = direct.remaining();
            if (known.refersTo(direct)) {
                address = known.address + direct.position();
                return true;
            }
            MemorySegment segment = MemorySegment.ofBuffer(direct);
            if (segment.scope().getClass() != UNENDING) {
                return false;
            }
            address = segment.address();
            int hash = System.identityHashCode(direct);
            if (hash == lastHash) {
                known = new Known(direct, address - direct.position());
            }
            lastHash = hash;
            return true;
        }

        /** Prepares the copy: its remaining bytes are those that the kernel is to have. */
        abstract void load();

        /** Moves the position of the caller's buffers by what the kernel has done. */
        abstract void advance(int count);

        /** Returns what the kernel's count of 0 means. */
        abstract int atNothing();

        abstract IOException failure(int errno);

        @Override
        final void completed(int result) {
            Throwable failure = null;
            if (result > 0 && !isClosing()) {
                try {
                    advance(result);
                } catch (RuntimeException e) {
                    // The buffer's memory has gone, or it is another thread's, or has been moved.
                    failure = e;
                }
            }
            TransferSlot ended = end();
            if (failure != null) {
                ended.settleFailed(failure);
            } else if (isClosing() || result == -Errno.ECANCELED) {
                ended.settleStopped();
            } else if (result < 0) {
                ended.settleFailed(failure(-result));
            } else {
                ended.settle(result == 0 ? atNothing() : result);
            }
            closeIfIdle();
        }

        final void refuse(Throwable failure) {
            end().settleFailed(failure);
        }

        private TransferSlot end() {
            if (copy != null) {
                engine.giveBack(copy);
                copy = null;
            }
            TransferSlot ended = slot;
            slot = null;
            return ended;
        }
    }

    private final class Receive extends Transfer {

        Receive(RingEngine engine) {
            super(engine);
        }

        void begin(TransferSlot begun, boolean first) {
            slot = begun;
            int count = -Errno.EAGAIN;
            try {
                aim();
                if (first) {
                    count = Libc.recv(fd(), address, bytes);
                }
                if (count == -Errno.EAGAIN) {
                    submit();
                    return;
                }
            } catch (Throwable t) {
                refuse(t);
                return;
            }
            completed(count);
        }

        @Override
        void fill(long tag) throws IOException {
            engine.ring().receive(fd(), address, bytes, tag);
        }

        @Override
        void load() {
            copy.limit((int) Math.min(copy.capacity(), Buffers.remaining(slot)));
        }

        @Override
        void advance(int count) {
            if (copy == null) {
                slot.buffer().position(slot.buffer().position() + count);
            } else {
                Buffers.put(copy.limit(count), slot);
            }
        }

        @Override
        int atNothing() {
            return -1;
        }

        @Override
        IOException failure(int errno) {
            return Errno.ofRead(errno);
        }
    }

    private final class Send extends Transfer {

        Send(RingEngine engine) {
            super(engine);
        }

        void begin(TransferSlot begun) {
            slot = begun;
            try {
                aim();
                submit();
            } catch (Throwable t) {
                refuse(t);
            }
        }

        @Override
        void fill(long tag) throws IOException {
            engine.ring().send(fd(), address, bytes, tag);
        }

        @Override
        void load() {
            Buffers.peek(slot, copy);
            copy.flip();
        }

        @Override
        void advance(int count) {
            Buffers.skip(slot, count);
        }

        @Override
        int atNothing() {
            return 0;
        }

        @Override
        IOException failure(int errno) {
            return Errno.ofOther(errno);
        }
    }

    private final class Connect extends KernelOperation {

        private final ConnectSlot slot;
        private final MemorySegment address =
                Arena.ofAuto().allocate(SocketAddresses.BYTES, Long.BYTES);
        private final int bytes;

        Connect(RingEngine engine, ConnectSlot slot, SocketAddress remote) throws IOException {
            super(engine);
            this.slot = slot;
            this.bytes = SocketAddresses.writeTarget(remote, family(), address);
        }

        @Override
        void fill(long tag) throws IOException {
            engine.ring().connect(fd(), address.address(), bytes, tag);
        }

        @Override
        void completed(int result) {
            if (isClosing()) {
                slot.settleStopped();
            } else if (result == -Errno.EAGAIN && family() == Libc.AF_UNIX) {
                slot.settleLater();
            } else if (result < 0) {
                slot.settleRefused(Errno.ofSocket(-result));
            } else {
                slot.settleConnected();
            }
            closeIfIdle();
        }
    }
}
