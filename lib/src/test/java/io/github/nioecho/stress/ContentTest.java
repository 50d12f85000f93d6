package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
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
    void sameSeedGivesTheSameBytes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out, 0, SIZE);
        assertEquals(-1, new Content(5).mismatch(0, out.toByteArray(), SIZE));
    }
}
