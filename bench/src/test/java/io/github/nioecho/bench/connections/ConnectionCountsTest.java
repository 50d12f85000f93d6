package io.github.nioecho.bench.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionCountsTest {

    @Test
    void countsAreAscendingAndEachOnce() {
        ConnectionCounts counts = ConnectionCounts.within(List.of(9, 1, 9, 5), 4_096L);

        assertEquals(List.of(1, 5, 9), counts.asked());
        assertEquals(List.of(1, 5, 9), counts.counts());
        assertEquals(List.of(), counts.remarks());
        assertEquals(9, counts.most());
    }

    @Test
    void whatDescriptorsDoNotAllowIsSaidAndReplacedOnce() {
        ConnectionCounts counts =
                ConnectionCounts.within(List.of(1, 1_000, 5_000, 9_000), 4_096L);

        assertEquals(List.of(1, 1_000, 5_000, 9_000), counts.asked());
        assertEquals(List.of(1, 1_000, 3_456), counts.counts());
        assertEquals(List.of(
                "5,000 connections need 5,640 descriptors, this process may open 4,096: measured"
                        + " with 3,456 instead",
                "9,000 connections need 9,640 descriptors, this process may open 4,096: left out"),
                counts.remarks());
    }

    @Test
    void mostThatDescriptorsAllowIsNotMeasuredTwice() {
        ConnectionCounts counts = ConnectionCounts.within(List.of(360, 361), 1_000L);

        assertEquals(List.of(360), counts.counts());
        assertEquals(List.of("361 connections need 1,001 descriptors, this process may open 1,000:"
                + " left out"), counts.remarks());
    }

    @Test
    void noDescriptorToSpareLeavesNothing() {
        ConnectionCounts counts = ConnectionCounts.within(List.of(2), 640L);

        assertEquals(List.of(), counts.counts());
        assertEquals(List.of("2 connections need 642 descriptors, this process may open 640:"
                + " left out"), counts.remarks());
    }

    @Test
    void unknownLimitBoundsNothing() {
        assertEquals(List.of(1_000_000),
                ConnectionCounts.within(List.of(1_000_000), null).counts());
    }
}
