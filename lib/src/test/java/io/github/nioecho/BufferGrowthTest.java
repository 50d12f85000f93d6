package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferGrowthTest {

    private final BufferGrowth growth = new BufferGrowth(1_000, 10_000);

    @Test
    void filledBuffersDoubleUpToTheMaximum() {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sizes.add(growth.nextBytes());
            growth.used(growth.nextBytes() - 1_000, 0, growth.nextBytes());
        }
        assertEquals(List.of(2_000, 4_000, 8_000, 10_000, 10_000, 10_000), sizes);
    }

    @Test
    void buffersFilledToAQuarterHalveDownToTwiceTheMinimum() {
        fill(8_000);

        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int size = growth.nextBytes();
            growth.used(500, size - size / 4, size);
            sizes.add(growth.nextBytes());
        }
        assertEquals(List.of(5_000, 2_500, 2_000, 2_000, 2_000), sizes);
    }

    @Test
    void bufferThatIsMoreThanAQuarterFullStays() {
        fill(4_000);

        growth.used(1_001, 5_999, 8_000);

        assertEquals(8_000, growth.nextBytes());
    }

    /** In one piece each, once the buffer has grown, and not in two halves. */
    @Test
    void messagesOfAPowerOfTwoFitOneBuffer() {
        BufferGrowth pow = new BufferGrowth(1024, 256 << 10);
        int chunks = 0;
        for (int message = 0; message < 10; message++) {
            chunks = 0;
            for (int rest = 16 << 10; rest > 0; chunks++) {
                int size = pow.nextBytes();
                int chunk = Math.min(size, rest);
                pow.used(chunk - 1024, size - chunk, size);
                rest -= chunk;
            }
        }
        assertEquals(1, chunks);
    }

    @Test
    void missesAreFurtherAndFurtherApart() {
        List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int untried = 0;
            while (!growth.isDue()) {
                untried++;
            }
            pauses.add(untried);
            growth.missed();
        }
        assertEquals(List.of(0, 1, 3, 7, 15, 31, 31, 31), pauses);
    }

    @Test
    void missStartsFromTheSmallestAgain() {
        fill(8_000);

        growth.missed();

        assertEquals(2_000, growth.nextBytes());
    }

    @Test
    void moreThanTheMinimumEndsThePause() {
        growth.missed();
        growth.missed();
        growth.used(1_000, 1_000, 2_000);
        assertFalse(growth.isDue());

        growth.used(1_001, 999, 2_000);

        assertTrue(growth.isDue());
        growth.missed();
        assertFalse(growth.isDue());
        assertTrue(growth.isDue());
    }

    private void fill(int upTo) {
        while (growth.nextBytes() <= upTo && growth.nextBytes() < 10_000) {
            growth.used(growth.nextBytes() - 1_000, 0, growth.nextBytes());
        }
    }
}
