package io.github.nioecho.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the clients send: a ring of random bytes, from which each begins at a place of its own. To
 * compare with it is cheap, and any chunk that is changed, lost, repeated, moved or another
 * client's differs from what is due.
 */
final class Content {

    /** No multiple of any buffer. */
    static final int SIZE_BYTES = (4 << 20) + 1;

    private final byte[] ring = new byte[SIZE_BYTES];

    Content(long seed) {
        new SplittableRandom(seed).nextBytes(ring);
    }

    /** Writes some bytes, at least one and at most {@code most}, and returns how many. */
    int writeTo(OutputStream out, long position, long most) throws IOException {
        int at = (int) (position % SIZE_BYTES);
        int count = (int) Math.min(most, SIZE_BYTES - at);
        out.write(ring, at, count);
        return count;
    }

    /** Returns the index of the first wrong byte of a chunk, or -1. */
    int mismatch(long position, byte[] chunk, int count) {
        int at = (int) (position % SIZE_BYTES);
        int beforeEnd = Math.min(count, SIZE_BYTES - at);
        int wrong = Arrays.mismatch(ring, at, at + beforeEnd, chunk, 0, beforeEnd);
        if (wrong < 0 && beforeEnd < count) {
            wrong = Arrays.mismatch(ring, 0, count - beforeEnd, chunk, beforeEnd, count);
            return wrong < 0 ? wrong : wrong + beforeEnd;
        }
        return wrong;
    }
}
