package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 3", "4, 6", "6, 6", "7, 12", "12, 12", "13, 20", "20, 20"})
    void buffersAreTheSmallestThatHoldWhatIsAskedFor(int bytes, int size) {
        BufferPool pool = new BufferPool(3, 20, false);

        assertEquals(size, pool.allocate(bytes).capacity());
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "4, 6", "7, 12", "13, 20"})
    void freeBufferIsFoundBySizeAndOnce(int bytes, int size) {
        BufferPool pool = new BufferPool(3, 20, false);
        ByteBuffer buffer = pool.allocate(bytes).put((byte) 1);
        pool.push(buffer);

        assertNull(pool.poll(size + 1 > 20 ? 1 : size + 1));
        assertSame(buffer, pool.poll(bytes));
        assertEquals(0, buffer.position());
        assertNull(pool.poll(bytes));
    }

    @Test
    void oneSizeIsOneList() {
        BufferPool pool = new BufferPool(1024, 1024, true);

        pool.push(pool.allocate(1024));

        assertEquals(1024, pool.poll(1).capacity());
    }

    @Test
    void largestIntIsASizeToo() {
        BufferPool pool = new BufferPool(1, Integer.MAX_VALUE, false);

        assertThrows(OutOfMemoryError.class, () -> pool.allocate(Integer.MAX_VALUE));
        assertNull(pool.poll(Integer.MAX_VALUE));
        assertNotNull(pool.allocate(1));
    }

    @Test
    void nothingIsLeftAfterClear() {
        BufferPool pool = new BufferPool(1, 2, false);
        pool.push(pool.allocate(1));
        pool.push(pool.allocate(2));

        pool.clear();

        assertNull(pool.poll(1));
        assertNull(pool.poll(2));
    }
}
