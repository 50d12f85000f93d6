package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CellTimesTest {

    @Test
    void timesFillTheBudgetAndStayWithinIt() {
        for (int overheadMillis : new int[] {0, 500, 1000, 2500}) {
            Duration overhead = Duration.ofMillis(overheadMillis);
            for (int minutes : new int[] {4, 5, 30}) {
                Duration budget = Duration.ofMinutes(minutes);
                CellTimes times = CellTimes.within(budget, 80, overhead);
                Duration estimate = times.estimate(80, overhead);
                assertTrue(estimate.compareTo(budget) <= 0, times + " takes " + estimate);
                assertTrue(estimate.toMillis() > 0.8 * budget.toMillis(), times + " too short");
                assertTrue(times.warmupMillis() >= times.iterationMillis(), times.toString());
            }
        }
    }

    @Test
    void shortBudgetGivesTheShortestTimes() {
        Duration overhead = Duration.ofSeconds(1);
        CellTimes times = CellTimes.within(Duration.ofSeconds(3), 80, overhead);
        assertEquals(CellTimes.SHORTEST, times);
        assertEquals(Duration.ofSeconds(120), times.estimate(80, overhead));
    }
}
