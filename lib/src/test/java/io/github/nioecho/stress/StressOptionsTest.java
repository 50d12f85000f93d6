package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
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
    void amountsAreTakenAsGiven() {
        StressOptions usual = options(Map.of());
        assertEquals(List.of(0, 48, 0),
                List.of(usual.leastGib(), usual.clients(), usual.streams()));
        StressOptions given = options(
                Map.of("soak.gib", "200", "stress.clients", "4", "stress.streams", "3"));
        assertEquals(List.of(200, 4, 3),
                List.of(given.leastGib(), given.clients(), given.streams()));
    }

    @Test
    void wrongValueIsNamedWithItsOption() {
        assertEquals("soak must be a duration such as 90s, 10m or 2h, was long",
                messageOf(Map.of("soak", "long")));
        assertEquals("stress.clients must be >= 0, was -1",
                messageOf(Map.of("stress.clients", "-1")));
        assertEquals("soak.gib must be a number, was many", messageOf(Map.of("soak.gib", "many")));
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
