package io.github.nioecho;

import io.github.nioecho.channels.IoUringChannelProvider;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.spi.AsynchronousChannelProvider;

/**
 * A connection whose buffer is large while large messages come. With a large buffer it waits for a
 * while only. When nothing has come it gives the buffer back, and waits on with its small one. So a
 * large message takes no more reads than with a fixed buffer, once the size is learnt, and a silent
 * connection holds the small buffer.
 *
 * <p>It takes channels that can be read on after a read that timed out, and lose no byte by that:
 * those of this library. On the JDK's such a read is the last (see {@code
 * AsynchronousSocketChannelImpl.killReading}); there it is {@link AdaptiveEchoConnection}.
 */
final class LingeringEchoConnection extends EchoConnection {

    /**
     * For how long it waits with a large buffer: longer than a client takes between two messages of
     * one conversation, and short beside what a person waits for.
     */
    static final long LINGER_MILLIS = 100;

    // All owned by the handlers.

    private final BufferFit fit;

    /** The buffer that it begins with and comes back to, {@link #buffer} now or not; null later. */
    private ByteBuffer small;

    /** How large a buffer the next read should have. */
    private int nextBytes;

    /**
     * Makes a connection that does nothing yet.
     *
     * @param buffer its small buffer
     * @param maxBytes how far that grows
     */
    LingeringEchoConnection(
            EventLoop loop,
            AsynchronousSocketChannel channel,
            ConnectionInfo info,
            ByteBuffer buffer,
            int maxBytes) {
        super(loop, channel, info, buffer);
        this.fit = new BufferFit(buffer.capacity(), maxBytes);
        this.small = buffer;
        this.nextBytes = buffer.capacity();
    }

    /** Returns whether the channels of this provider can be read on after a read that timed out. */
    static boolean suits(AsynchronousChannelProvider provider) {
        return provider instanceof SelectorChannelProvider
                || provider instanceof IoUringChannelProvider;
    }

    @Override
    int heldBytes() {
        return super.heldBytes() + (buffer == small ? 0 : small.capacity());
    }

    @Override
    void onRead(int count) {
        if (count > 0) {
            nextBytes = fit.next(count, buffer.capacity());
        }
        super.onRead(count);
    }

    @Override
    void readAgain() {
        if (nextBytes != buffer.capacity()) {
            resize(nextBytes);
        }
        buffer.clear();
        if (buffer == small) {
            read();
        } else {
            read(LINGER_MILLIS);
        }
    }

    @Override
    void onFailed(Throwable failure) {
        if (failure instanceof InterruptedByTimeoutException) {
            // Whatever its state: one that was closed meanwhile learns that by the next read.
            nextBytes = small.capacity();
            readAgain();
        } else {
            super.onFailed(failure);
        }
    }

    @Override
    void finish() {
        ByteBuffer large = buffer == small ? null : buffer;
        ByteBuffer unused = small;
        buffer = null;
        small = null;
        release(unused, large);
    }

    /** The large one may be in use still; whether the small one is, is not worth to know. */
    @Override
    void fail() {
        small = null;
        super.fail();
    }

    private void resize(int bytes) {
        ByteBuffer other = bytes <= small.capacity() ? small : loop.borrow(bytes);
        // Without memory for another one, this one will do.
        if (other != null) {
            if (buffer != small) {
                loop.giveBack(buffer);
            }
            buffer = other;
        }
        nextBytes = buffer.capacity();
    }
}
