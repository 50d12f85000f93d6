package io.github.nioecho.channels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's calls on sockets, and the three system calls of io_uring, which it has no names
 * for. Each throws what the JDK throws for the same error, unless it says otherwise.
 *
 * <p>Any thread may call any of them. None waits, except {@link #ringEnter}, {@link #userName} and
 * {@link #groupName}.
 */
final class Libc {

    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;

    /** For an accepted socket: as those of {@link #socket}. */
    static final int ACCEPT_FLAGS = SOCK_CLOEXEC | SOCK_NONBLOCK;

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;
    private static final long IO_URING_SETUP = 425;
    private static final long IO_URING_ENTER = 426;
    private static final long IO_URING_REGISTER = 427;
    private static final int DESCRIPTION_BYTES = 256;

    // struct passwd has 48, struct group 32; both begin with the address of a name.
    private static final int ENTRY_BYTES = 48;
    private static final int FIRST_TEXTS_BYTES = 32;

    private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

    /** What an error takes, in memory that begins at a multiple of 4. */
    static final long ERRNO_BYTES = ERRNO_LAYOUT.byteSize();

    private static final VarHandle ERRNO =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = call("socket", JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle LISTEN = call("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT,
            JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETPEERNAME = call("getpeername", JAVA_INT,
            JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT = call("setsockopt", JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = call("getsockopt", JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SHUTDOWN = call("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD_WRITE = call("eventfd_write", JAVA_INT,
            JAVA_INT, JAVA_LONG);
    private static final MethodHandle RECV = call("recv", JAVA_LONG,
            JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP = call("mmap", JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = call("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETUP = systemCall(JAVA_INT, ADDRESS);
    private static final MethodHandle ENTER = systemCall(
            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle REGISTER = systemCall(
            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle STRERROR = call("__xpg_strerror_r", JAVA_INT,
            JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle GETPWUID_R = call("getpwuid_r", JAVA_INT,
            JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle GETGRGID_R = call("getgrgid_r", JAVA_INT,
            JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

    private Libc() {
    }

    private static MethodHandle systemCall(MemoryLayout... arguments) {
        MemoryLayout[] all = new MemoryLayout[arguments.length + 1];
        all[0] = JAVA_LONG;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return call("syscall", FunctionDescriptor.of(JAVA_LONG, all),
                Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(1));
    }

    private static MethodHandle call(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        return call(name, FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find(name).orElseThrow(
                () -> new UnsatisfiedLinkError("the C library has no " + name));
        return linker.downcallHandle(function, descriptor, options);
    }

    /** Returns a new stream socket, which does not block and does not outlive an exec. */
    static int socket(int family) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            int type = SOCK_STREAM | ACCEPT_FLAGS;
            return orThrow((int) SOCKET.invokeExact(state, family, type, 0), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Binds a socket to the address in the first so many bytes. */
    static void bind(int fd, MemorySegment address, int bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            orThrow((int) BIND.invokeExact(state, fd, address, bytes), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void listen(int fd, int backlog) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            orThrow((int) LISTEN.invokeExact(state, fd, backlog), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Writes a socket's own address; returns its length, which may be more than there is room. */
    static int getsockname(int fd, MemorySegment address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            orThrow((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
            return length.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Writes the address of a socket's peer; returns its length. */
    static int getpeername(int fd, MemorySegment address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            orThrow((int) GETPEERNAME.invokeExact(state, fd, address, length), state);
            return length.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void setsockopt(int fd, int level, int name, MemorySegment value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            orThrow((int) SETSOCKOPT.invokeExact(
                    state, fd, level, name, value, (int) value.byteSize()), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void getsockopt(int fd, int level, int name, MemorySegment value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            orThrow((int) GETSOCKOPT.invokeExact(state, fd, level, name, value, length), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Ends a direction of a connection: {@link #SHUT_RD} or {@link #SHUT_WR}. Of one that was reset
     * there is nothing left to end.
     */
    static void shutdown(int fd, int how) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            if ((int) SHUTDOWN.invokeExact(state, fd, how) < 0 && errno(state) != Errno.ENOTCONN) {
                throw Errno.ofSocket(errno(state));
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Closes a descriptor. Whatever error comes, it is closed, as close(2) of Linux says. */
    static void close(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            orThrow((int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Returns a new eventfd whose count is 0. */
    static int eventfd() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            return orThrow((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Adds 1 to an eventfd, which makes each poll of it complete once more. Reading it is not
     * needed: it takes 2^64 - 1 of these until one fails.
     *
     * @param state where the error goes, {@link #ERRNO_BYTES} of it
     */
    static void signal(int eventfd, MemorySegment state) throws IOException {
        try {
            orThrow((int) EVENTFD_WRITE.invokeExact(state, eventfd, 1L), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Receives what is there, without waiting.
     *
     * @return the count, 0 at the end of the stream, or an error, negated; none is thrown
     */
    static int recv(int fd, long buffer, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            long count = (long) RECV.invokeExact(state, fd, buffer, (long) bytes, MSG_DONTWAIT);
            return count < 0 ? -errno(state) : (int) count;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Maps memory of a ring, for reading and writing; returns its address. */
    static long mmap(int fd, long bytes, long offset) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            long address = (long) MMAP.invokeExact(
                    state, 0L, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
            if (address == -1) {
                throw Errno.ofOther(errno(state));
            }
            return address;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void munmap(long address, long bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            orThrow((int) MUNMAP.invokeExact(state, address, bytes), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Makes a ring; returns its descriptor, or an error, negated. */
    static int ringSetup(int entries, MemorySegment parameters) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            return (int) orNegated((long) SETUP.invokeExact(
                    state, IO_URING_SETUP, entries, parameters), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Submits, and may wait.
     *
     * @param state where the error goes, {@link #ERRNO_BYTES} of it
     * @return how many entries it took, or an error, negated
     */
    static int ringEnter(MemorySegment state, int ring, int toSubmit, int minComplete, int flags,
            long argument, long argumentBytes) {
        try {
            return (int) orNegated((long) ENTER.invokeExact(state, IO_URING_ENTER, ring, toSubmit,
                    minComplete, flags, argument, argumentBytes), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Does what an operation code says to a ring; returns its result, or an error, negated. */
    static int ringRegister(int ring, int operation, long argument, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            return (int) orNegated((long) REGISTER.invokeExact(
                    state, IO_URING_REGISTER, ring, operation, argument, count), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns what the C library says of an error, in the language of the process. */
    static String describe(int errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO_LAYOUT);
            MemorySegment text = arena.allocate(DESCRIPTION_BYTES);
            int failed = (int) STRERROR.invokeExact(state, errno, text, text.byteSize());
            return failed == 0 ? nativeText(text) : "error " + errno;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns a user's name; null if nobody has the number. Whoever knows may be far away. */
    static String userName(int number) {
        return name(GETPWUID_R, number);
    }

    /** Returns a group's name; null if none has the number. Whoever knows may be far away. */
    static String groupName(int number) {
        return name(GETGRGID_R, number);
    }

    /** It says so where there is not room enough for the texts of an entry. */
    private static String name(MethodHandle call, int number) {
        int error = Errno.ERANGE;
        for (int bytes = FIRST_TEXTS_BYTES; error == Errno.ERANGE && bytes > 0; bytes *= 8) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(ERRNO_LAYOUT);
                MemorySegment entry = arena.allocate(ENTRY_BYTES, Long.BYTES);
                MemorySegment texts = arena.allocate(bytes);
                MemorySegment found = arena.allocate(ADDRESS);
                error = (int) call.invokeExact(
                        state, number, entry, texts, texts.byteSize(), found);
                if (error == 0 && found.get(JAVA_LONG, 0) != 0) {
                    return nativeText(texts.asSlice(
                            entry.get(JAVA_LONG, 0) - texts.address()));
                }
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }
        return null;
    }

    private static String nativeText(MemorySegment text) {
        int length = 0;
        while (text.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        byte[] bytes = text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, SocketAddresses.NATIVE_CHARSET);
    }

    private static int orThrow(int result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw Errno.ofSocket(errno(state));
        }
        return result;
    }

    private static long orNegated(long result, MemorySegment state) {
        return result < 0 ? -errno(state) : result;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** Returns an exception to throw for what a method handle let through. */
    private static IOException failure(Throwable thrown) {
        if (thrown instanceof IOException failed) {
            return failed;
        }
        throw unexpected(thrown);
    }

    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        return new IllegalStateException(thrown);
    }
}
