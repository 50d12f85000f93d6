package io.github.nioecho.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LatencyTest {

    private static final int CHUNKS = 10_000;

    @Test
    void staysWithinTheJitterAndUsesAllOfIt() {
        Latency latency = new Latency(Duration.ofNanos(1000), Duration.ofNanos(300));
        List<Long> delays = delays(latency, 1);
        assertTrue(delays.stream().allMatch(nanos -> nanos >= 700 && nanos <= 1300));
        assertTrue(delays.stream().anyMatch(nanos -> nanos < 710));
        assertTrue(delays.stream().anyMatch(nanos -> nanos > 1290));
    }

    @Test
    void sameRandomNumbersGiveTheSameDelays() {
        Latency latency = new Latency(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertEquals(delays(latency, 7), delays(latency, 7));
        assertTrue(!delays(latency, 7).equals(delays(latency, 8)));
    }

    @Test
    void withoutJitterIsExact() {
        Latency latency = new Latency(Duration.ofMillis(5), Duration.ZERO);
        assertTrue(delays(latency, 1).stream().allMatch(nanos -> nanos == 5_000_000));
    }

    @Test
    void longestDoesNotOverflow() {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        Latency latency = new Latency(longest, longest);
        assertTrue(delays(latency, 1).stream().allMatch(nanos -> nanos >= 0));
    }

    private static List<Long> delays(Latency latency, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> latency.nextNanos(random)).limit(CHUNKS).toList();
    }
}
