package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A descriptor. Any thread may call what has no buffers under its lock; the loop's thread closes it
 * under that lock, for the number may be another socket's at once. That happens only when the
 * kernel has none of its operations: one that is filled in, too, would go to the other.
 */
abstract class RingSocket implements BoundSocket {

    private static final int CLOSED = -1;

    final RingEngine engine;

    /** Changes once at most, from one of the internet to one of the Unix domain. */
    private int fd;
    private int family;

    /** What was set before it is known whether it is of the Unix domain; null if nothing was. */
    private Map<SocketOption<?>, Object> options;
    private boolean bound;

    /** Whether SO_LINGER was set. Guarded by this socket. */
    private boolean lingers;

    /** What is to be called when it is closed; null while nobody closes it. The loop's. */
    private Runnable released;

    RingSocket(RingEngine engine, int fd, int family, boolean bound) {
        this.engine = engine;
        this.fd = fd;
        this.family = family;
        this.bound = bound;
    }

    abstract Set<SocketOption<?>> optionsOf(int socketFamily);

    /** Returns its operations. */
    abstract KernelOperation[] operations();

    /** Called before its operations are cancelled. */
    void beforeClose() throws IOException {
    }

    /** Returns the descriptor. On the loop's thread, while it is open. */
    final int fd() {
        return fd;
    }

    final int family() {
        return family;
    }

    /** Calls something with the descriptor while nobody closes it. */
    final synchronized <T> T with(Call<T> call) throws IOException {
        if (fd == CLOSED) {
            throw new ClosedChannelException();
        }
        return call.on(fd);
    }

    /** A system call on a descriptor. */
    interface Call<T> {

        T on(int fd) throws IOException;
    }

    /** Makes it a socket of the Unix domain if the address is one and it is not bound. */
    final synchronized void fit(SocketAddress address) throws IOException {
        if (family == Libc.AF_UNIX || bound || !(address instanceof UnixDomainSocketAddress)) {
            return;
        }
        if (fd == CLOSED) {
            throw new ClosedChannelException();
        }
        int other = Libc.socket(Libc.AF_UNIX);
        try {
            if (options != null) {
                Set<SocketOption<?>> known = optionsOf(Libc.AF_UNIX);
                for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                    if (known.contains(option.getKey())) {
                        NativeOptions.set(other, option.getKey(), option.getValue());
                    }
                }
            }
        } catch (Throwable t) {
            closeQuietly(other);
            throw t;
        }
        closeQuietly(fd);
        fd = other;
        family = Libc.AF_UNIX;
    }

    final synchronized void bindTo(SocketAddress address) throws IOException {
        fit(address);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SocketAddresses.BYTES);
            int bytes = SocketAddresses.write(address, family, memory);
            with(open -> {
                Libc.bind(open, memory, bytes);
                return null;
            });
        }
        bound = true;
    }

    @Override
    public final SocketAddress localAddress() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SocketAddresses.BYTES);
            return with(open ->
                    SocketAddresses.read(memory, Libc.getsockname(open, memory)));
        }
    }

    @Override
    public final synchronized <T> void setOption(SocketOption<T> name, T value)
            throws IOException {
        with(open -> {
            NativeOptions.set(open, name, value);
            return null;
        });
        lingers |= name == StandardSocketOptions.SO_LINGER;
        if (family != Libc.AF_UNIX && !bound) {
            if (options == null) {
                options = new HashMap<>();
            }
            options.put(name, value);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public final <T> T getOption(SocketOption<T> name) throws IOException {
        return (T) with(open -> NativeOptions.get(open, name));
    }

    @Override
    public final synchronized Set<SocketOption<?>> supportedOptions() {
        return optionsOf(family);
    }

    @Override
    public final void close(Runnable whenReleased) {
        released = whenReleased;
        try {
            beforeClose();
        } catch (IOException expected) {
            // It was not connected, or does not listen.
        }
        for (KernelOperation operation : operations()) {
            operation.cancel();
        }
        closeIfIdle();
    }

    @Override
    public final void discard() {
        closeDescriptor();
    }

    /** Returns whether the loop closes it. */
    final boolean isClosing() {
        return released != null;
    }

    /** Called when the kernel has let go of an operation. */
    final void closeIfIdle() {
        if (released == null) {
            return;
        }
        for (KernelOperation operation : operations()) {
            if (operation.isBusy()) {
                return;
            }
        }
        for (KernelOperation operation : operations()) {
            operation.retire();
        }
        closeDescriptor();
        Runnable last = released;
        released = null;
        last.run();
    }

    static void closeQuietly(int descriptor) {
        try {
            Libc.close(descriptor);
        } catch (IOException expected) {
            // It is closed whatever comes (close(2)), and there is nobody left to tell.
        }
    }

    private synchronized void closeDescriptor() {
        if (fd != CLOSED) {
            if (lingers) {
                dontLinger();
            }
            closeQuietly(fd);
            fd = CLOSED;
        }
    }

    /** A positive SO_LINGER would have the loop's thread wait; the kernel sends on without. */
    private void dontLinger() {
        try {
            if ((Integer) NativeOptions.get(fd, StandardSocketOptions.SO_LINGER) > 0) {
                NativeOptions.set(fd, StandardSocketOptions.SO_LINGER, -1);
            }
        } catch (IOException expected) {
            // Then it has no such option.
        }
    }
}
