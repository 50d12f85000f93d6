package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StressOptionsTest {

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "10m, PT10M", "2h, PT2H"})
    void soakTakesShortDurations(String text, Duration duration) {
        assertEquals(duration, options(Map.of("soak", text)).soak());
    }

    @Test
    void runsUntilTheAmountsAreReachedByDefault() {
        assertEquals(Duration.ZERO, options(Map.of()).soak());
    }

    @Test
    void seedIsTakenAsGiven() {
        assertEquals(-42, options(Map.of("stress.seed", "-42")).seed());
    }

    @Test
    void wrongValueIsNamedWithItsOption() {
        assertEquals("soak must be a duration such as 90s, 10m or 2h, was long",
                messageOf(Map.of("soak", "long")));
        assertEquals("stress.seed must be a number, was x", messageOf(Map.of("stress.seed", "x")));
    }

    private static StressOptions options(Map<String, String> properties) {
        return StressOptions.from(properties::get);
    }

    private static String messageOf(Map<String, String> properties) {
        return assertThrows(IllegalArgumentException.class, () -> options(properties))
                .getMessage();
    }
}
