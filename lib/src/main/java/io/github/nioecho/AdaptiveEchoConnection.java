package io.github.nioecho;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;

/**
 * A connection whose buffer is large only while a large message is in it. It waits with its small
 * buffer. A chunk that fills it is put into a larger one, and before it is written the rest of that
 * is read into: what has come behind the chunk, which is nearly always there by then, goes back in
 * one write with it.
 *
 * <p>Where nothing is there, the read stays pending, and the chunk is written meanwhile, out of the
 * small buffer. This is the one case in which two operations are pending, a read and a write as
 * NIO.2 allows, in the state WRITING or LAST_WRITE; what the read brings waits until the write is
 * done. It takes handlers that run on one thread. Elsewhere ({@code ahead} is false) the chunk is
 * written first, and a larger buffer read into after that.
 */
final class AdaptiveEchoConnection extends EchoConnection {

    private static final int NONE = Integer.MIN_VALUE;

    private final BufferGrowth growth;
    private final boolean ahead;

    // All owned by the handlers.

    /** The small buffer while {@link #buffer} is a larger one; otherwise null. */
    private ByteBuffer small;

    /** Whether the call that reads behind a chunk has not returned, nor its handler run. */
    private boolean reading;

    /** Whether the chunk in the small buffer is being written while a read is or was pending. */
    private boolean writingSmall;

    /** Bytes at the larger buffer's beginning that were written out of the small one. */
    private int writtenBytes;

    /** What a read brought while the small buffer was being written. */
    private int waitingCount = NONE;

    /**
     * Makes a connection that does nothing yet.
     *
     * @param buffer its small buffer
     * @param maxBytes how far that grows
     * @param ahead whether the channel's handlers all run on one thread
     */
    AdaptiveEchoConnection(
            EventLoop loop,
            AsynchronousSocketChannel channel,
            ConnectionInfo info,
            ByteBuffer buffer,
            int maxBytes,
            boolean ahead) {
        super(loop, channel, info, buffer);
        this.growth = new BufferGrowth(buffer.capacity(), maxBytes);
        this.ahead = ahead;
    }

    @Override
    int heldBytes() {
        return super.heldBytes() + (small == null ? 0 : small.capacity());
    }

    @Override
    void finish() {
        if (writingSmall) {
            // The other operation may be pending still: both buffers are left to the collector.
            buffer = null;
            small = null;
        }
        ByteBuffer unused = buffer;
        ByteBuffer unusedSmall = small;
        buffer = null;
        small = null;
        release(unused, unusedSmall);
    }

    @Override
    void onRead(int count) {
        reading = false;
        if (buffer == null) {
            finish();
            return;
        }
        countReceived(Math.max(count, 0));
        if (writingSmall) {
            waitingCount = count;
        } else {
            onReadInTurn(count);
        }
    }

    private void onReadInTurn(int count) {
        // With a chunk to write, the end of the stream is left to the next read.
        if (count < 0 && (!isReading() || buffer.position() == writtenBytes)) {
            closeAtEndOfStream();
            return;
        }
        if (small != null) {
            growth.used(Math.max(count, 0), buffer.remaining(), buffer.capacity());
        } else if (ahead && isReading() && !buffer.hasRemaining() && growth.isDue() && enlarge()) {
            readBehind();
            return;
        }
        int from = writtenBytes;
        writtenBytes = 0;
        echo(from);
    }

    /** Reads what came behind the chunk. Does not keep the chunk waiting for it. */
    private void readBehind() {
        reading = true;
        read();
        if (reading) {
            reading = false;
            growth.missed();
            if (begin(small)) {
                writtenBytes = small.limit();
                writingSmall = true;
                write(small);
            }
            // Else the read goes on, which a stop lets drain and a close lets fail.
        }
    }

    @Override
    void onWritten(int count) {
        if (buffer == null) {
            finish();
        } else if (!writingSmall) {
            super.onWritten(count);
        } else {
            countSent(count);
            if (small.hasRemaining()) {
                write(small);
            } else {
                onSmallWritten();
            }
        }
    }

    /** The read behind the chunk is pending, or has come to an end meanwhile. */
    private void onSmallWritten() {
        writingSmall = false;
        endWrite();
        if (waitingCount != NONE) {
            int count = waitingCount;
            waitingCount = NONE;
            onReadInTurn(count);
        }
    }

    @Override
    void readAgain() {
        boolean full = isReading() && buffer.limit() == buffer.capacity();
        shrink();
        buffer.clear();
        if (!ahead && full) {
            enlarge();
        }
        read();
    }

    @Override
    void onFailed(Throwable failure) {
        reading = false;
        super.onFailed(failure);
    }

    @Override
    void fail() {
        reading = false;
        small = null;
        super.fail();
    }

    /** Puts what is in the small buffer into a larger one, if there is memory for that. */
    private boolean enlarge() {
        ByteBuffer larger = loop.borrow(growth.nextBytes());
        if (larger == null) {
            return false;
        }
        small = buffer;
        buffer = larger.put(small.flip());
        small.rewind();
        return true;
    }

    private void shrink() {
        if (small != null) {
            loop.giveBack(buffer);
            buffer = small;
            small = null;
        }
    }
}
