package io.github.nioecho.bench.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Messages of one size: slices of one block of random bytes, each at another offset than those
 * before it. A byte that a server sends again, or sends to the wrong connection, is therefore a
 * wrong byte.
 */
final class MessagePool {

    // Coprime, so that as many messages as there are offsets pass before one comes again.
    private static final int OFFSETS = 1 << 16;
    private static final int STEP = 7919;

    private final int sizeBytes;
    private final long seed;
    private final ByteBuffer bytes;
    private int offset;

    /** Makes the messages that {@code seed} stands for. */
    MessagePool(int sizeBytes, long seed) {
        byte[] random = new byte[Math.addExact(sizeBytes, OFFSETS)];
        new SplittableRandom(seed).nextBytes(random);
        this.sizeBytes = sizeBytes;
        this.seed = seed;
        this.bytes = ByteBuffer.allocateDirect(random.length).put(random);
    }

    int sizeBytes() {
        return sizeBytes;
    }

    long seed() {
        return seed;
    }

    /** Returns a buffer for {@link #selectNext}, with nothing remaining. */
    ByteBuffer newView() {
        return bytes.asReadOnlyBuffer().limit(0);
    }

    /** Makes two views' remaining bytes the next message. */
    void selectNext(ByteBuffer first, ByteBuffer second) {
        offset = (offset + STEP) % OFFSETS;
        select(first);
        select(second);
    }

    private void select(ByteBuffer view) {
        view.limit(offset + sizeBytes).position(offset);
    }
}
