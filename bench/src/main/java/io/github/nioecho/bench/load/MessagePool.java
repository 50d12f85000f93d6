package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Messages of one size or several: slices of one block of random bytes, each at another offset than
 * those before it on its connection and those at its place on other connections. A byte that a
 * server sends again, or sends to the wrong connection, is therefore a wrong byte.
 */
final class MessagePool {

    // The steps are odd, so that as many messages, or connections, as there are offsets pass
    // before one comes again.
    private static final int OFFSETS = 1 << 16;
    private static final int MESSAGE_STEP = 7919;
    private static final int CONNECTION_STEP = 40503;

    private final SizeSequence sizes;
    private final long seed;
    private final ByteBuffer bytes;

    /** Makes the messages that {@code seed} stands for. */
    MessagePool(Messages messages, long seed) {
        byte[] random = new byte[Math.addExact(messages.largestBytes(), OFFSETS)];
        new SplittableRandom(seed).nextBytes(random);
        this.sizes = new SizeSequence(messages, seed);
        this.seed = seed;
        this.bytes = ByteBuffer.allocateDirect(random.length).put(random);
    }

    /** Returns the size of the message that is sent next, on whichever connection, in bytes. */
    int nextSizeBytes() {
        return sizes.next();
    }

    long seed() {
        return seed;
    }

    /** Returns a buffer for {@link #select}, with nothing remaining. */
    ByteBuffer newView() {
        return bytes.asReadOnlyBuffer().limit(0);
    }

    /** Makes a view's remaining bytes a message, named by its number on its connection. */
    void select(int connection, long message, int sizeBytes, ByteBuffer view) {
        long steps = (long) connection * CONNECTION_STEP + message * MESSAGE_STEP;
        int offset = (int) (steps & (OFFSETS - 1));
        view.limit(offset + sizeBytes).position(offset);
    }
}
