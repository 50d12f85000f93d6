package io.github.nioecho.bench.server;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Direct buffers of one size, as many as connections were open at the same time. Only the garbage
 * collector frees a direct buffer, so one for each new connection would soon use up direct memory.
 * Any thread may use it.
 */
final class BufferPool {

    private final int bufferSizeBytes;
    private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    BufferPool(int bufferSizeBytes) {
        this.bufferSizeBytes = bufferSizeBytes;
    }

    /** Returns an empty buffer. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(bufferSizeBytes);
    }

    /** Takes back a buffer that nobody uses any more. */
    void giveBack(ByteBuffer buffer) {
        free.add(buffer.clear());
    }
}
