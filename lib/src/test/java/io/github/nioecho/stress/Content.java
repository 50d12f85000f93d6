package io.github.nioecho.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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

    /** The same where channels need not copy it. */
    private final ByteBuffer direct = ByteBuffer.allocateDirect(SIZE_BYTES);

    Content(long seed) {
        new SplittableRandom(seed).nextBytes(ring);
        direct.put(ring).clear();
    }

    /** Returns some bytes, at least one and at most {@code most}. */
    ByteBuffer from(long position, long most) {
        int at = (int) (position % SIZE_BYTES);
        return direct.slice(at, (int) Math.min(most, SIZE_BYTES - at));
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

    /** Returns the index of the first wrong byte of what remains of a chunk, or -1. */
    int mismatch(long position, ByteBuffer chunk) {
        int count = chunk.remaining();
        for (int done = 0; done < count; ) {
            ByteBuffer due = from(position + done, count - done);
            int wrong = due.mismatch(
                    chunk.slice(chunk.position() + done, due.remaining()));
            if (wrong >= 0) {
                return done + wrong;
            }
            done += due.remaining();
        }
        return -1;
    }
}
