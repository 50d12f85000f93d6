package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RateSearchTest {

    @Test
    void doublesThenNarrowsDownAndTriesTwiceWhatIsNotHeld() {
        assertEquals(
                List.of(5_000.0, 10_000.0, 20_000.0, 40_000.0, 40_000.0, 28_300.0, 28_300.0,
                        23_800.0, 26_000.0, 26_000.0),
                tried(5_000, 25_000));
    }

    @Test
    void onceNotHeldMayBeChance() {
        RateSearch search = new RateSearch(100);
        search.tried(false);
        assertEquals(100, search.rate());
        search.tried(true);
        assertEquals(200, search.rate());
        search.tried(false);
        assertEquals(200, search.rate());
    }

    @Test
    void endsWhereNotEvenTheLowestIsHeld() {
        assertEquals(List.of(5_000.0, 5_000.0), tried(5_000, 4_999));
    }

    @Test
    void endsWhereNoClientCouldSendMore() {
        assertEquals(List.of(300_000.0, 600_000.0), tried(300_000, 10_000_000));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 7, 999, 1_000, 1_001, 12_345, 123_456, 999_999})
    void findsTheHighestRateToATenth(double limit) {
        List<Double> tried = tried(0.4, limit);
        double highest = tried.stream().filter(rate -> rate <= limit).max(Double::compare).get();

        assertTrue(highest >= limit / 1.11 || 2 * highest > RateSearch.HIGHEST_RATE,
                () -> limit + ": " + tried);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 4_999, 5_000, 25_000, 79_000, 640_000, 2_000_000})
    void triesLeftAreNeverTooFew(double limit) {
        RateSearch search = new RateSearch(5_000);
        while (!search.isDone()) {
            int before = search.triesLeft();
            assertTrue(before >= 1);
            search.tried(search.rate() <= limit);
            assertTrue(search.triesLeft() < before, () -> before + " to " + search.triesLeft());
        }
        assertEquals(0, search.triesLeft());
    }

    private static List<Double> tried(double lowest, double limit) {
        RateSearch search = new RateSearch(lowest);
        List<Double> tried = new ArrayList<>();
        assertFalse(search.isDone());
        while (!search.isDone()) {
            tried.add(search.rate());
            search.tried(search.rate() <= limit);
        }
        return tried;
    }
}
