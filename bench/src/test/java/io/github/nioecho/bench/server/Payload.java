package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random bytes that a seed determines, so that both ends of a stream can make them as they go and
 * 64 MiB need no memory.
 *
 * @param seed what to make them from; every failure message shows it
 * @param sizeBytes how many
 */
record Payload(long seed, long sizeBytes) {

    private static final int CHUNK_BYTES = 65_536;

    /** Returns a payload that no other call returns. */
    static Payload random(long sizeBytes) {
        return new Payload(System.nanoTime(), sizeBytes);
    }

    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] chunk = new byte[CHUNK_BYTES];
        for (long sent = 0; sent < sizeBytes; ) {
            random.nextBytes(chunk);
            int length = (int) Math.min(CHUNK_BYTES, sizeBytes - sent);
            out.write(chunk, 0, length);
            sent += length;
        }
    }

    /**
     * Reads all of it and compares every byte.
     *
     * @param readBytes the most that one read takes, in bytes
     */
    void expectFrom(InputStream in, int readBytes) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] expected = new byte[CHUNK_BYTES];
        byte[] actual = new byte[CHUNK_BYTES];
        for (long received = 0; received < sizeBytes; ) {
            random.nextBytes(expected);
            int length = (int) Math.min(CHUNK_BYTES, sizeBytes - received);
            readFully(in, actual, length, readBytes, received);
            int wrong = Arrays.mismatch(expected, 0, length, actual, 0, length);
            if (wrong >= 0) {
                fail("byte " + (received + wrong) + " of " + this + " came back as "
                        + actual[wrong] + " instead of " + expected[wrong]);
            }
            received += length;
        }
    }

    private void readFully(InputStream in, byte[] to, int length, int readBytes, long before)
            throws IOException {
        for (int filled = 0; filled < length; ) {
            int count = read(in, to, filled, Math.min(readBytes, length - filled), before);
            if (count < 0) {
                throw new EOFException("stream ended after " + (before + filled) + " of " + this);
            }
            filled += count;
        }
    }

    private int read(InputStream in, byte[] to, int offset, int length, long before)
            throws IOException {
        try {
            return in.read(to, offset, length);
        } catch (IOException e) {
            throw new IOException(
                    "reading failed after " + (before + offset) + " of " + this, e);
        }
    }
}
