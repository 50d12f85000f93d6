package io.github.nioecho;

/**
 * How large a buffer the next read of one connection is worth, learnt from how full the last ones
 * were, where a large one can be taken back. Owned by the connection's handlers.
 *
 * <p>A read that fills its buffer makes the next four times as large, for more is likely to be
 * there. So many in a row that use a quarter or less halve it: few, and a large message among small
 * ones would find a small buffer again; at a half, messages of a power of two would fill one buffer
 * and half the next, for ever in two pieces. Whoever has had to wait with its smallest buffer
 * begins with the size that it had learnt before.
 */
final class BufferFit {

    /** How many reads in a row must use a quarter or less. */
    private static final int PATIENCE = 32;

    private static final int GROWTH = 4;

    private final int smallBytes;
    private final int maxBytes;

    /** What follows a small buffer that was filled. */
    private int learntBytes;

    /** Reads in a row that used a quarter or less. */
    private int roomyReads;

    BufferFit(int smallBytes, int maxBytes) {
        this.smallBytes = smallBytes;
        this.maxBytes = maxBytes;
        this.learntBytes = times(GROWTH, smallBytes);
    }

    /**
     * Returns the size of the buffer for the next read, in bytes.
     *
     * @param count bytes that the last read brought
     * @param size bytes for which it had room
     */
    int next(int count, int size) {
        if (count == size) {
            roomyReads = 0;
            if (size > smallBytes) {
                learntBytes = times(GROWTH, size);
            }
            return learntBytes;
        }
        if (size <= smallBytes) {
            return size;
        }
        roomyReads = count > size / 4 ? 0 : roomyReads + 1;
        if (roomyReads < PATIENCE) {
            return size;
        }
        roomyReads = 0;
        learntBytes = Math.max(times(2, smallBytes), size / 2);
        return size / 2;
    }

    private int times(int factor, int bytes) {
        return (int) Math.min(maxBytes, (long) factor * bytes);
    }
}
