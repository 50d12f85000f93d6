package io.github.nioecho.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void doublesFromTenMillisecondsToOneSecondAndStartsAgainAfterASuccess() {
        BackOff backOff = new BackOff();
        assertEquals(
                List.of(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L),
                Stream.generate(backOff::pause).limit(9).map(Duration::toMillis).toList());
        backOff.reset();
        assertEquals(Duration.ofMillis(10), backOff.pause());
    }

    /** A pause may be for want of memory. */
    @Test
    void pauseNeedsNoMemory() {
        BackOff one = new BackOff();
        BackOff other = new BackOff();
        for (int i = 0; i < 10; i++) {
            assertSame(one.pause(), other.pause());
        }
    }
}
