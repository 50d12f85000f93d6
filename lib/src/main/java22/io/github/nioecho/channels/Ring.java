package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A ring of io_uring: a queue of operations that the kernel is to do, and one of what became of
 * them. See io_uring(7), and io_uring_setup(2), io_uring_enter(2) for the numbers here.
 *
 * <pre>{@code
 * Ring ring = Ring.open(256);
 * // from here on, one thread, the ring's owner
 * ring.enable();
 * ring.receive(fd, address, 1024, tag);
 * ring.enter(1, timeoutNanos);
 * while (ring.next()) {
 *     completed(ring.tag(), ring.result(), ring.flags());
 * }
 * ring.close();
 * }</pre>
 *
 * <p>Any thread may make it; the thread that {@linkplain #enable() enables} it owns it, and alone
 * may call the rest: the kernel refuses others with EEXIST. Only what must wait for something does
 * nothing until {@link #enter}; what was filled in may be submitted earlier. {@link #submit} is
 * needed before a descriptor is closed that a filled entry names: the number may be another
 * connection's by the time that the kernel looks.
 *
 * <p>The owner must close it, whatever it dies of: the operations of a ring whose owner has gone
 * are never heard of again, and keep their sockets open. The memory that a pending operation names
 * must stay until its completion, as the kernel writes wherever it was told to.
 *
 * <p>Nothing here allocates on the heap, failures aside.
 */
final class Ring implements AutoCloseable {

    static final String SETUP = "io_uring_setup";
    static final String ENTER = "io_uring_enter";
    static final String REGISTER = "io_uring_register";

    /** Of a completion: the operation goes on, and completes again. */
    static final int MORE = 2;

    /** How many entries a ring has at least. */
    static final int FEWEST_ENTRIES = 8;

    /** How many it can have: the kernel takes this for more. */
    static final int MOST_ENTRIES = 32_768;

    private static final int SETUP_CLAMP = 1 << 4;
    private static final int SETUP_DISABLED = 1 << 6;
    private static final int SETUP_COOP_TASKRUN = 1 << 8;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;

    /** From Linux 6.1 on. */
    private static final int NEWER = SETUP_CLAMP | SETUP_DISABLED
            | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN;

    /** From Linux 5.19 on. Without either an echo costs 2.7 times as much. */
    private static final int OLDER = SETUP_CLAMP | SETUP_DISABLED | SETUP_COOP_TASKRUN;

    private static final int FEATURE_SINGLE_MMAP = 1;
    private static final int REGISTER_ENABLE_RINGS = 12;
    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXT_ARG = 8;
    private static final long OFFSET_ENTRIES = 0x10000000L;

    // struct io_uring_params, and the io_sqring_offsets and io_cqring_offsets in it.
    private static final int PARAMETERS_BYTES = 120;
    private static final int PARAMETERS_SQ_ENTRIES = 0;
    private static final int PARAMETERS_CQ_ENTRIES = 4;
    private static final int PARAMETERS_FLAGS = 8;
    private static final int PARAMETERS_FEATURES = 20;
    private static final int SQ_OFFSETS = 40;
    private static final int CQ_OFFSETS = 80;

    private static final int ENTRY_SHIFT = 6;
    private static final int COMPLETION_SHIFT = 4;

    // struct io_uring_sqe
    private static final int SQE_FD = 4;
    private static final int SQE_OFFSET = 8;
    private static final int SQE_ADDRESS = 16;
    private static final int SQE_LENGTH = 24;
    private static final int SQE_FLAGS = 28;
    private static final int SQE_TAG = 32;
    private static final int SQE_REST = 40;

    private static final int OP_NOP = 0;
    private static final int OP_POLL_ADD = 6;
    private static final int OP_SENDMSG = 9;
    private static final int OP_RECVMSG = 10;
    private static final int OP_ACCEPT = 13;
    private static final int OP_ASYNC_CANCEL = 14;
    private static final int OP_CONNECT = 16;
    private static final int OP_SEND = 26;
    private static final int OP_RECV = 27;
    private static final int POLL_MULTISHOT = 1;
    private static final int POLL_IN = 1;
    private static final int SQ_CQ_OVERFLOW = 2;

    // struct io_uring_getevents_arg, and the struct __kernel_timespec that it points to.
    private static final int ARGUMENT_TIMEOUT = 16;
    private static final int ARGUMENT_BYTES = 24;
    private static final int TIMEOUT_BYTES = 16;
    private static final long NANOS = 1_000_000_000L;

    private final int fd;
    private final Mapping queues;
    private final Mapping entries;

    private final int sqEntries;
    private final int cqEntries;
    private final long sqHead;
    private final long sqTail;
    private final long sqFlags;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state;
    private final long argument;
    private final long timeout;

    // Of the owner, from here on.
    private int filled;
    private int reaped;
    private int visible;
    private long tag;
    private int result;
    private int flags;
    private boolean closed;

    /** What mmap(2) has given. */
    private record Mapping(long address, long bytes) {

        static Mapping of(int fd, long bytes, long offset) throws IOException {
            return new Mapping(Libc.mmap(fd, bytes, offset), bytes);
        }

        void unmap() throws IOException {
            Libc.munmap(address, bytes);
        }
    }

    /** Thrown where the kernel refuses one of the system calls of io_uring. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        private final String call;
        private final int errno;

        private RefusedException(String call, int errno) {
            super(call + ": " + Libc.describe(errno));
            this.call = call;
            this.errno = errno;
        }

        /** Returns the call's name, such as {@link #SETUP}. */
        String call() {
            return call;
        }

        /** Returns the error, one of {@link Errno}. */
        int errno() {
            return errno;
        }
    }

    private Ring(int fd, MemorySegment parameters) throws IOException {
        this.fd = fd;
        this.sqEntries = parameters.get(ValueLayout.JAVA_INT, PARAMETERS_SQ_ENTRIES);
        this.cqEntries = parameters.get(ValueLayout.JAVA_INT, PARAMETERS_CQ_ENTRIES);
        int sqArray = parameters.get(ValueLayout.JAVA_INT, SQ_OFFSETS + 24);
        int cqArray = parameters.get(ValueLayout.JAVA_INT, CQ_OFFSETS + 20);
        // All kernels that have what is asked for above map both queues at once.
        this.queues = Mapping.of(fd, Math.max(
                sqArray + (long) sqEntries * Integer.BYTES,
                cqArray + ((long) cqEntries << COMPLETION_SHIFT)), 0);
        try {
            this.entries = Mapping.of(fd, (long) sqEntries << ENTRY_SHIFT, OFFSET_ENTRIES);
        } catch (Throwable e) {
            queues.unmap();
            throw e;
        }
        long base = queues.address;
        this.sqHead = base + parameters.get(ValueLayout.JAVA_INT, SQ_OFFSETS);
        this.sqTail = base + parameters.get(ValueLayout.JAVA_INT, SQ_OFFSETS + 4);
        this.sqFlags = base + parameters.get(ValueLayout.JAVA_INT, SQ_OFFSETS + 16);
        this.cqHead = base + parameters.get(ValueLayout.JAVA_INT, CQ_OFFSETS);
        this.cqTail = base + parameters.get(ValueLayout.JAVA_INT, CQ_OFFSETS + 4);
        this.cqes = base + cqArray;
        for (int i = 0; i < sqEntries; i++) {
            Memory.putInt(base + sqArray + (long) i * Integer.BYTES, i);
        }
        // By address: a scope would be entered and left with each call.
        long own = arena.allocate(ARGUMENT_BYTES + TIMEOUT_BYTES + Long.BYTES, Long.BYTES).address();
        this.argument = own;
        this.timeout = own + ARGUMENT_BYTES;
        this.state = Memory.at(own + ARGUMENT_BYTES + TIMEOUT_BYTES, Libc.ERRNO_BYTES);
        Memory.putLong(argument + ARGUMENT_TIMEOUT, timeout);
    }

    /**
     * Makes a ring that does nothing yet.
     *
     * @param wanted how many entries the submission queue has at best, a power of two; where memory
     *     to lock is short (RLIMIT_MEMLOCK), it has fewer, at least {@value #FEWEST_ENTRIES}. The
     *     completion queue has twice as many.
     * @throws RefusedException if the system has no rings, or none for this process
     */
    static Ring open(int wanted) throws IOException {
        int entries = Math.max(wanted, FEWEST_ENTRIES);
        int flags = NEWER;
        while (true) {
            try {
                return open(entries, flags);
            } catch (RefusedException e) {
                if (e.errno == Errno.EINVAL && flags == NEWER) {
                    flags = OLDER;
                } else if (e.errno == Errno.ENOMEM && entries > FEWEST_ENTRIES) {
                    entries = Math.max(entries / 2, FEWEST_ENTRIES);
                } else {
                    throw e;
                }
            }
        }
    }

    private static Ring open(int entries, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(PARAMETERS_BYTES, Long.BYTES);
            parameters.set(ValueLayout.JAVA_INT, PARAMETERS_FLAGS, flags);
            int fd = Libc.ringSetup(entries, parameters);
            if (fd < 0) {
                throw new RefusedException(SETUP, -fd);
            }
            try {
                return new Ring(fd, parameters);
            } catch (Throwable e) {
                Libc.close(fd);
                throw e;
            }
        }
    }

    /** Returns how many operations can be filled in before they are submitted by themselves. */
    int entries() {
        return sqEntries;
    }

    /** Returns how many completions can be kept before the kernel keeps them elsewhere. */
    int completions() {
        return cqEntries;
    }

    /** Makes this thread the owner. Before that every {@link #enter} fails. */
    void enable() throws IOException {
        int error = -Libc.ringRegister(fd, REGISTER_ENABLE_RINGS, 0, 0);
        if (error > 0) {
            throw new RefusedException(REGISTER, error);
        }
    }

    /** Does nothing, and completes. */
    void nop(long tag) throws IOException {
        fill(OP_NOP, -1, 0, 0, 0, 0, tag);
    }

    /**
     * Accepts a connection on a socket that neither blocks nor outlives an exec.
     *
     * @param address where the peer's address goes, {@link SocketAddresses#BYTES} of it, when the
     *     operation completes; 0 for nowhere
     * @param length where the length of that memory is, and the address's goes: an int
     */
    void accept(int listener, long address, long length, long tag) throws IOException {
        fill(OP_ACCEPT, listener, length, address, 0, Libc.ACCEPT_FLAGS, tag);
    }

    /** Connects to the address, which is read when this is submitted. */
    void connect(int socket, long address, int bytes, long tag) throws IOException {
        fill(OP_CONNECT, socket, bytes, address, 0, 0, tag);
    }

    /** Receives at least one byte, or nothing at the end of the stream. */
    void receive(int socket, long buffer, int bytes, long tag) throws IOException {
        fill(OP_RECV, socket, 0, buffer, bytes, 0, tag);
    }

    /** Sends at least one byte. */
    void send(int socket, long buffer, int bytes, long tag) throws IOException {
        fill(OP_SEND, socket, 0, buffer, bytes, Libc.MSG_NOSIGNAL, tag);
    }

    /** Receives into several buffers: a struct msghdr, which is read when this is submitted. */
    void receiveMessage(int socket, long message, long tag) throws IOException {
        fill(OP_RECVMSG, socket, 0, message, 1, 0, tag);
    }

    /** Sends from several buffers: a struct msghdr, which is read when this is submitted. */
    void sendMessage(int socket, long message, long tag) throws IOException {
        fill(OP_SENDMSG, socket, 0, message, 1, Libc.MSG_NOSIGNAL, tag);
    }

    /**
     * Cancels the operation that has a tag. Completes with 0, or an error if there is none
     * ({@link Errno#ENOENT}) or it is being done just now ({@link Errno#EALREADY}). The operation
     * itself completes too, in any case.
     */
    void cancel(long target, long tag) throws IOException {
        fill(OP_ASYNC_CANCEL, -1, 0, target, 0, 0, tag);
    }

    /**
     * Completes each time that a descriptor becomes readable, with the flag {@link #MORE}, until it
     * completes without.
     */
    void pollReadable(int descriptor, long tag) throws IOException {
        fill(OP_POLL_ADD, descriptor, 0, 0, POLL_MULTISHOT, POLL_IN, tag);
    }

    /** Writes an entry, for the kernel to take with the next submission. */
    private void fill(int operation, int descriptor, long offset, long address, int length,
            int operationFlags, long tag) throws IOException {
        if (filled - Memory.getIntAcquire(sqHead) == sqEntries) {
            makeRoom();
        }
        long entry = entries.address + ((long) (filled & (sqEntries - 1)) << ENTRY_SHIFT);
        Memory.putLong(entry, operation);
        Memory.putInt(entry + SQE_FD, descriptor);
        Memory.putLong(entry + SQE_OFFSET, offset);
        Memory.putLong(entry + SQE_ADDRESS, address);
        Memory.putInt(entry + SQE_LENGTH, length);
        Memory.putInt(entry + SQE_FLAGS, operationFlags);
        Memory.putLong(entry + SQE_TAG, tag);
        Memory.putLong(entry + SQE_REST, 0);
        Memory.putLong(entry + SQE_REST + 8, 0);
        Memory.putLong(entry + SQE_REST + 16, 0);
        filled++;
    }

    private void makeRoom() throws IOException {
        submit();
        if (filled - Memory.getIntAcquire(sqHead) == sqEntries) {
            throw Errno.ofOther(Errno.EAGAIN);
        }
    }

    /**
     * Has the kernel take all that was filled in, now.
     *
     * @throws IOException if it does not, as for want of memory; what it did not take is kept, and
     *     goes with the next submission
     */
    void submit() throws IOException {
        int before = -1;
        int waiting = waiting();
        // A batch ends where an entry fails at once; the rest takes another call.
        while (waiting > 0 && waiting != before) {
            call(0, 0, 0, 0);
            before = waiting;
            waiting = waiting();
        }
        if (waiting > 0) {
            throw Errno.ofOther(Errno.EAGAIN);
        }
    }

    /**
     * Submits what was filled in and lets the kernel complete what it can.
     *
     * @param minComplete how many completions to wait for; 0 to wait for none
     * @param timeoutNanos how long to wait for them; negative for as long as it takes
     */
    void enter(int minComplete, long timeoutNanos) throws IOException {
        if (minComplete > 0 && timeoutNanos >= 0) {
            putTime(timeoutNanos, timeout);
            call(minComplete, ENTER_GETEVENTS | ENTER_EXT_ARG, argument, ARGUMENT_BYTES);
        } else {
            call(minComplete, ENTER_GETEVENTS, 0, 0);
        }
    }

    private static void putTime(long nanos, long to) {
        Memory.putLong(to, nanos / NANOS);
        Memory.putLong(to + Long.BYTES, nanos % NANOS);
    }

    /**
     * Enters the kernel. A signal, a timeout, or that there is no memory for operations or no room
     * for completions at the moment, is nothing: whoever waits looks again anyway.
     */
    private void call(int minComplete, int enterFlags, long arg, long argBytes)
            throws IOException {
        Memory.putIntRelease(cqHead, reaped);
        Memory.putIntRelease(sqTail, filled);
        int error = -Libc.ringEnter(
                state, fd, waiting(), minComplete, enterFlags, arg, argBytes);
        if (error > 0 && error != Errno.EINTR && error != Errno.ETIME
                && error != Errno.EAGAIN && error != Errno.EBUSY) {
            throw new RefusedException(ENTER, error);
        }
    }

    /** Returns how many entries the kernel has not taken yet. */
    private int waiting() {
        return filled - Memory.getIntAcquire(sqHead);
    }

    /**
     * Takes the next completion, for {@link #tag}, {@link #result} and {@link #flags} to tell of.
     *
     * @return whether there is one
     */
    boolean next() {
        if (reaped == visible) {
            visible = Memory.getIntAcquire(cqTail);
            if (reaped == visible) {
                return false;
            }
        }
        long completion = cqes + ((long) (reaped & (cqEntries - 1)) << COMPLETION_SHIFT);
        tag = Memory.getLong(completion);
        result = Memory.getInt(completion + 8);
        flags = Memory.getInt(completion + 12);
        reaped++;
        return true;
    }

    /** Returns the tag that the operation was filled in with. */
    long tag() {
        return tag;
    }

    /** Returns the operation's result, or its error, negated. */
    int result() {
        return result;
    }

    /** Returns the completion's flags: {@link #MORE} or 0, of those that are used here. */
    int flags() {
        return flags;
    }

    /** Returns whether the kernel keeps completions that had no room; {@link #enter} has them. */
    boolean overflown() {
        return (Memory.getIntAcquire(sqFlags) & SQ_CQ_OVERFLOW) != 0;
    }

    /**
     * Ends the ring and what is pending on it, about a tenth of a second later. Nothing if done
     * already.
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                entries.unmap();
                queues.unmap();
            } finally {
                arena.close();
                Libc.close(fd);
            }
        }
    }
}
