package io.github.nioecho;

/**
 * How large a buffer one connection is worth, learnt from how full the last ones were. Owned by the
 * connection's handlers.
 *
 * <p>A connection waits with a small buffer, because the buffer of a pending read cannot be taken
 * back (see {@code AsynchronousSocketChannelImpl.killReading}: a cancelled read ends all reading).
 * Only when a chunk has filled that one is a larger buffer tried, for what may have come behind it.
 * One that is filled doubles the next, one that is filled to a quarter or less halves it: at a half,
 * messages of a power of two would fill one buffer and half the next, for ever in two pieces. Where
 * nothing came behind, as with messages of exactly the small size, the next tries are further and
 * further apart.
 */
final class BufferGrowth {

    /** So many chunks in a row, less one, at most go untried. */
    private static final int MAX_PAUSE = 32;

    private final int smallBytes;
    private final int maxBytes;

    private int nextBytes;
    private int pause = 1;
    private int untried;

    BufferGrowth(int smallBytes, int maxBytes) {
        this.smallBytes = smallBytes;
        this.maxBytes = maxBytes;
        this.nextBytes = twice(smallBytes);
    }

    /** Returns whether to try a larger buffer. To be asked once for each chunk that fills a small. */
    boolean isDue() {
        if (untried > 0) {
            untried--;
            return false;
        }
        return true;
    }

    /** Returns the size of the larger buffer to try, in bytes. */
    int nextBytes() {
        return nextBytes;
    }

    /** A larger buffer was tried, and nothing was there to be read into it. */
    void missed() {
        nextBytes = twice(smallBytes);
        pause = Math.min(MAX_PAUSE, 2 * pause);
        untried = pause - 1;
    }

    /**
     * A larger buffer was read into.
     *
     * @param more bytes read beyond what a small buffer had held before
     * @param left bytes for which it had room
     * @param size its own size, in bytes
     */
    void used(int more, int left, int size) {
        if (more > smallBytes || left == 0) {
            pause = 1;
            untried = 0;
        }
        if (left == 0) {
            nextBytes = twice(size);
        } else if (left >= size - size / 4) {
            nextBytes = Math.max(twice(smallBytes), size / 2);
        }
    }

    private int twice(int bytes) {
        return (int) Math.min(maxBytes, 2L * bytes);
    }
}
