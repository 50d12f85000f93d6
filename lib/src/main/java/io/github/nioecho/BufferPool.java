package io.github.nioecho;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The free buffers of one event loop, a list for each size: the smallest, and each twice as large as
 * the one before, up to the largest. Buffers are never given up: to free direct memory takes the
 * collector, and a server that has needed so many will again.
 *
 * <p>Not safe for use by several threads: the event loop sees to that.
 */
final class BufferPool {

    private final int smallestBytes;
    private final int largestBytes;
    private final boolean direct;
    private final List<Deque<ByteBuffer>> free = new ArrayList<>();

    BufferPool(int smallestBytes, int largestBytes, boolean direct) {
        this.smallestBytes = smallestBytes;
        this.largestBytes = largestBytes;
        this.direct = direct;
        for (long size = smallestBytes; size < 2L * largestBytes; size *= 2) {
            free.add(new ArrayDeque<>());
        }
    }

    /** Returns a free buffer of the smallest size that holds so many bytes; null if there is none. */
    ByteBuffer poll(int bytes) {
        return free.get(sizeIndex(bytes)).poll();
    }

    /** Takes back a buffer that nobody uses any more. */
    void push(ByteBuffer unused) {
        free.get(sizeIndex(unused.capacity())).push(unused.clear());
    }

    /**
     * Returns a new buffer of the smallest size that holds so many bytes. Any thread.
     *
     * @throws OutOfMemoryError if there is no memory for it
     */
    ByteBuffer allocate(int bytes) {
        int size = (int) Math.min(largestBytes, (long) smallestBytes << sizeIndex(bytes));
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    void clear() {
        free.forEach(Deque::clear);
    }

    private int sizeIndex(int bytes) {
        int index = 0;
        for (long size = smallestBytes; size < bytes; size *= 2) {
            index++;
        }
        return index;
    }
}
