package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;

/** The content of what tests send: no two stretches of it are alike soon. */
final class Bytes {

    private Bytes() { }

    static byte at(long index) {
        long mixed = (index + 1) * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 56);
    }

    static byte[] of(int size) {
        return from(0, size);
    }

    static byte[] from(long start, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = at(start + i);
        }
        return bytes;
    }

    /** Fails unless an array goes on as the content does at an index. */
    static void check(long start, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != at(start + i)) {
                assertEquals(at(start + i), bytes[i], "byte " + (start + i));
            }
        }
    }

    /** Fails unless all that lies between a buffer's start and its position is the content. */
    static void check(ByteBuffer read) {
        byte[] bytes = new byte[read.position()];
        read.duplicate().flip().get(bytes);
        assertArrayEquals(of(bytes.length), bytes);
    }
}
