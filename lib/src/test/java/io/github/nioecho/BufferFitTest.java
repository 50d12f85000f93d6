package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferFitTest {

    private final BufferFit fit = new BufferFit(1_000, 50_000);

    @Test
    void filledBuffersQuadrupleUpToTheMaximum() {
        List<Integer> sizes = new ArrayList<>();
        int size = 1_000;
        for (int i = 0; i < 5; i++) {
            size = fit.next(size, size);
            sizes.add(size);
        }
        assertEquals(List.of(4_000, 16_000, 50_000, 50_000, 50_000), sizes);
    }

    @Test
    void smallBufferThatIsNotFilledStays() {
        assertEquals(1_000, fit.next(999, 1_000));
        assertEquals(1_000, fit.next(1, 1_000));
    }

    @Test
    void bufferFilledToAQuarterOrLessIsHalvedAfterManyInARow() {
        for (int i = 0; i < 31; i++) {
            assertEquals(16_000, fit.next(4_000, 16_000));
        }
        assertEquals(8_000, fit.next(4_000, 16_000));

        for (int i = 0; i < 31; i++) {
            assertEquals(8_000, fit.next(1, 8_000));
        }
        assertEquals(4_000, fit.next(1, 8_000));
    }

    @Test
    void oneLargeMessageAmongSmallOnesKeepsTheBuffer() {
        for (int message = 0; message < 20; message++) {
            for (int i = 0; i < 31; i++) {
                assertEquals(16_000, fit.next(10, 16_000));
            }
            assertEquals(16_000, fit.next(4_001, 16_000));
        }
    }

    @Test
    void filledSmallBufferIsFollowedByTheSizeThatWasLearnt() {
        assertEquals(4_000, fit.next(1_000, 1_000));
        assertEquals(16_000, fit.next(4_000, 4_000));
        assertEquals(16_000, fit.next(9_000, 16_000));

        assertEquals(16_000, fit.next(1_000, 1_000));
    }

    @Test
    void halvedSizeIsLearntAndIsTwiceTheMinimumAtLeast() {
        halve(16_000);
        assertEquals(8_000, fit.next(1_000, 1_000));

        halve(2_000);
        assertEquals(2_000, fit.next(1_000, 1_000));
    }

    /** Neither the quotient nor the product leaves the bounds. */
    @Test
    void everyBoundWillDo() {
        BufferFit largest = new BufferFit(1, Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, largest.next(1 << 30, 1 << 30));

        BufferFit close = new BufferFit(1_000, 1_500);
        assertEquals(1_500, close.next(1_000, 1_000));
        assertEquals(1_500, close.next(1_500, 1_500));
    }

    private void halve(int size) {
        int next = size;
        for (int i = 0; i < 32; i++) {
            next = fit.next(1, size);
        }
        assertEquals(size / 2, next);
    }
}
