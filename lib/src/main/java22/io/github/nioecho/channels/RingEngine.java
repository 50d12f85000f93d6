package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Moves bytes and waits with io_uring: one ring, submitted and waited for with one system call.
 *
 * <p>An operation that the kernel has is named by a tag: its place in a table, and the how manieth
 * it is, so that a late completion or cancellation is not taken for another's.
 */
final class RingEngine implements Engine {

    /** Enough for a batch; a full queue is submitted, and the kernel keeps what overflows. */
    private static final int ENTRIES = 256;

    /** What the tag of a cancellation has besides that of its operation. */
    private static final long CANCELLATION = Long.MIN_VALUE;

    /** What is copied at a time between the kernel and buffers that it cannot use. */
    private static final int COPY_BYTES = 128 * 1024;

    /** How many buffers of that size are kept. */
    private static final int COPY_BUFFERS = 16;

    static {
        // Without a free descriptor these could not be loaded when a failure first needs them.
        Errno.ofOther(Errno.EMFILE);
        Buffers.areEmpty(new ByteBuffer[0]);
    }

    private final Ring ring;
    private final Object wakeLock = new Object();

    /** Guarded by that, as is the next. */
    private final MemorySegment wakeState = Arena.ofAuto().allocate(Libc.ERRNO_BYTES, Long.BYTES);

    /** Written to by whoever wakes the loop, and never read; -1 when closed. */
    private int eventfd;

    /** What waits for the above. The loop's, as is what follows. */
    private final KernelOperation wake = new KernelOperation(this) {
        @Override
        void fill(long tag) throws IOException {
            ring.pollReadable(eventfd, tag);
        }

        @Override
        void completed(int result) throws IOException {
            submit();
        }
    };

    private KernelOperation[] table = new KernelOperation[64];
    private int used;
    private int number;
    private int[] free = new int[64];
    private int freeCount;
    private final ArrayDeque<ByteBuffer> copies = new ArrayDeque<>(0);

    /** Whether the ring takes nothing any more, and what it has ends when it is closed. */
    private boolean broken;

    /**
     * Makes an engine. Any thread.
     *
     * @throws IOException that says why, if the system has no ring for it
     */
    RingEngine() throws IOException {
        try {
            ring = Ring.open(ENTRIES);
        } catch (Ring.RefusedException e) {
            throw new IOException(new RingProbe().explain(e.call(), e.errno()), e);
        }
        try {
            eventfd = Libc.eventfd();
        } catch (Throwable t) {
            ring.close();
            throw t;
        }
    }

    @Override
    public void begin() throws IOException {
        ring.enable();
        wake.submit();
    }

    @Override
    public void await(long nanos, Loop loop) throws IOException {
        try {
            ring.enter(nanos == 0 ? 0 : 1, nanos);
            loop.awake();
            complete();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public void wakeup() {
        synchronized (wakeLock) {
            if (eventfd >= 0) {
                try {
                    Libc.signal(eventfd, wakeState);
                } catch (IOException e) {
                    throw new IllegalStateException("an eventfd takes any number of wakeups", e);
                }
            }
        }
    }

    @Override
    public void close() {
        broken = true;
        try {
            ring.close();
        } catch (IOException expected) {
            // It ends with the process, if not now.
        }
        synchronized (wakeLock) {
            RingSocket.closeQuietly(eventfd);
            eventfd = -1;
        }
        // The kernel is gone from the buffers. There are such only if the loop could not go on.
        for (KernelOperation operation : Arrays.copyOf(table, used)) {
            if (operation != null && operation != wake) {
                operation.lost();
            }
        }
    }

    @Override
    public StreamSocket openStream() throws IOException {
        return RingStream.open(this);
    }

    @Override
    public ListenerSocket openListener() throws IOException {
        return RingListener.open(this);
    }

    /** Returns where operations are filled in. On the loop's thread. */
    Ring ring() {
        return ring;
    }

    /** Returns a number that is another for a long time. */
    int nextNumber() {
        number = (number + 1) & Integer.MAX_VALUE;
        return number;
    }

    /** Gives an operation a place in the table. */
    int enlist(KernelOperation operation) {
        int index;
        if (freeCount > 0) {
            index = free[--freeCount];
        } else {
            if (used == table.length) {
                table = Arrays.copyOf(table, 2 * used);
            }
            index = used++;
        }
        table[index] = operation;
        return index;
    }

    /** Takes an operation out of the table, which the kernel does not have. */
    void delist(int index) {
        table[index] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = index;
    }

    /** Has the kernel let go of an operation; that completes then. */
    void cancel(KernelOperation operation) throws IOException {
        if (!broken) {
            ring.cancel(operation.tag(), operation.tag() | CANCELLATION);
        }
    }

    /** Returns an empty direct buffer for bytes on their way to buffers of another kind. */
    ByteBuffer borrow() {
        ByteBuffer copy = copies.poll();
        return copy == null ? ByteBuffer.allocateDirect(COPY_BYTES) : copy.clear();
    }

    void giveBack(ByteBuffer copy) {
        if (copies.size() < COPY_BUFFERS) {
            copies.push(copy);
        }
    }

    private void complete() throws IOException {
        while (ring.next()) {
            long tag = ring.tag();
            KernelOperation operation = table[(int) tag];
            if ((tag & CANCELLATION) != 0) {
                cancelled(operation, tag & ~CANCELLATION);
                continue;
            }
            if (operation == null || operation.tag() != tag) {
                throw new IllegalStateException("a completion of nothing: " + tag);
            }
            if ((ring.flags() & Ring.MORE) == 0) {
                operation.done(ring.result());
            }
        }
    }

    /**
     * Takes the result of a cancellation. The kernel finds no operation that it is about to try
     * again, as when something has happened to its socket, though it may wait once more after that.
     */
    private void cancelled(KernelOperation operation, long tag) {
        if (ring.result() == -Errno.ENOENT && operation != null && operation.tag() == tag) {
            operation.cancel();
        }
    }
}
