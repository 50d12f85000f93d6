package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ContentTest {

    private static final int SIZE = Content.SIZE_BYTES;

    private final Content content = new Content(5);

    @Test
    void comparesAcrossTheEndOfTheRing() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long position = 7L * SIZE - 10;
        assertEquals(10, content.writeTo(out, position, 100));
        assertEquals(90, content.writeTo(out, position + 10, 90));
        byte[] chunk = out.toByteArray();
        assertEquals(-1, content.mismatch(position, chunk, chunk.length));
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] ^= 1;
            assertEquals(i, content.mismatch(position, chunk, chunk.length));
            assertEquals(-1, content.mismatch(position, chunk, i));
            chunk[i] ^= 1;
        }
    }

    @Test
    void comparesBuffersAsArrays() {
        long position = 7L * SIZE - 10;
        ByteBuffer chunk = ByteBuffer.allocateDirect(103);
        chunk.position(2);
        chunk.put(content.from(position, 100)).put(content.from(position + 10, 90)).limit(102);
        assertEquals(102, chunk.position());
        chunk.position(2);
        assertEquals(-1, content.mismatch(position, chunk));
        for (int i = 0; i < 100; i++) {
            chunk.put(2 + i, (byte) (chunk.get(2 + i) ^ 1));
            assertEquals(i, content.mismatch(position, chunk));
            assertEquals(-1, content.mismatch(position, chunk.duplicate().limit(2 + i)));
            chunk.put(2 + i, (byte) (chunk.get(2 + i) ^ 1));
        }
    }

    @Test
    void sameSeedGivesTheSameBytes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out, 0, SIZE);
        assertEquals(-1, new Content(5).mismatch(0, out.toByteArray(), SIZE));
    }
}
