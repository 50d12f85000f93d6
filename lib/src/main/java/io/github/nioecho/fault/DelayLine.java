package io.github.nioecho.fault;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Copies of bytes, each chunk with the time when it is to go on, in the order in which they came.
 * Bounded; guarded by its owner's lock.
 */
final class DelayLine {

    /** As much as a socket of Linux holds of what it sends, with {@code tcp_wmem} as it comes. */
    static final int MOST_BYTES = 4 << 20;

    /** What a chunk of a single byte takes besides: many of those must not fill the heap. */
    static final int BYTES_PER_CHUNK = 128;

    private final Queue<Chunk> chunks = new ArrayDeque<>();
    private int freeBytes = MOST_BYTES;

    /**
     * Takes as much of a buffer as there is room for, as one chunk. It is to go on at the given time,
     * but behind the chunk before it.
     *
     * @return how many bytes that is: 0 if the line is full
     */
    int add(ByteBuffer buffer, long dueNanos) {
        int count = Math.min(buffer.remaining(), freeBytes - BYTES_PER_CHUNK);
        if (count <= 0) {
            return 0;
        }
        ByteBuffer copy = ByteBuffer.allocate(count);
        copy.put(buffer.slice().limit(count)).flip();
        buffer.position(buffer.position() + count);
        chunks.add(new Chunk(copy, dueNanos));
        freeBytes -= count + BYTES_PER_CHUNK;
        return count;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Returns the first chunk's bytes. */
    ByteBuffer first() {
        return chunks.element().bytes;
    }

    /** Returns when the first chunk is to go on. */
    long firstDueNanos() {
        return chunks.element().dueNanos;
    }

    void removeFirst() {
        freeBytes += chunks.remove().bytes.capacity() + BYTES_PER_CHUNK;
    }

    void clear() {
        chunks.clear();
    }

    private record Chunk(ByteBuffer bytes, long dueNanos) {
    }
}
