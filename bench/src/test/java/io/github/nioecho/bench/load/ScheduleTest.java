package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void messagesAreEvenlySpaced() {
        Schedule schedule = new Schedule(5_000, 50_000);

        assertEquals(0, schedule.dueNanos(0));
        assertEquals(200_000, schedule.dueNanos(1));
        assertEquals(9_999_800_000L, schedule.dueNanos(49_999));
        assertEquals(10_000_000_000L, schedule.lengthNanos());
    }

    @Test
    void oddRateDoesNotDrift() {
        Schedule schedule = new Schedule(3, 3_000_000_000L);

        assertEquals(333_333_333, schedule.dueNanos(1));
        assertEquals(1_000_000_000_000_000_000L, schedule.lengthNanos());
    }

    @Test
    void lengthGivesTheMessages() {
        assertEquals(50_000, Schedule.of(5_000, Duration.ofSeconds(10)).messages());
        assertEquals(1, Schedule.of(0.5, Duration.ofSeconds(3)).messages());
        assertEquals(1, Schedule.of(0.5, Duration.ofSeconds(1)).messages());
    }

    @Test
    void rateAndMessagesHaveBounds() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Schedule(rate, 1));
        }
        assertThrows(IllegalArgumentException.class, () -> new Schedule(1, 0));
    }
}
