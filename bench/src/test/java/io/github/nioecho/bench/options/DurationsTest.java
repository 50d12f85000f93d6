package io.github.nioecho.bench.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DurationsTest {

    @Test
    void everyUnitIsRead() {
        assertEquals(Duration.ofMillis(200), Durations.parse("200ms"));
        assertEquals(Duration.ofSeconds(90), Durations.parse("90s"));
        assertEquals(Duration.ofMinutes(5), Durations.parse("5m"));
        assertEquals(Duration.ofHours(2), Durations.parse("2h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "-5m", "1.5m", "5 m", "5d", "99999999999s"})
    void otherFormsAreRefusedWithTheRightOne(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
        assertTrue(e.getMessage().contains("like 90s or 5m"), e.getMessage());
        assertTrue(e.getMessage().endsWith("was " + text), e.getMessage());
    }

    @Test
    void writtenToTheSecond() {
        assertEquals("0s", Durations.format(Duration.ofMillis(400)));
        assertEquals("45s", Durations.format(Duration.ofMillis(44_600)));
        assertEquals("3m 20s", Durations.format(Duration.ofSeconds(200)));
        assertEquals("1h 05m", Durations.format(Duration.ofMinutes(65)));
    }
}
