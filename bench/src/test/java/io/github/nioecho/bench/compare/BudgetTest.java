package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.compare.Budget.Choice;
import io.github.nioecho.bench.results.Cell;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BudgetTest {

    private static final Choice NONE = new Choice(null, null, null);
    private static final List<Cell> CELLS = List.of(
            Rows.throughput("a"), Rows.latency("a"), Rows.throughput("a"), Rows.latency("a"));
    private static final Duration SPENT = Duration.ofSeconds(6);

    @ParameterizedTest
    @CsvSource({"5, 20, 300", "5, 20, 500", "5, 20, 800", "5, 20, 1500", "2, 4, 500", "30, 20, 500",
        "120, 2, 400"})
    void scheduleFillsTheBudgetAndStaysWithinIt(int minutes, int visits, long overheadMillis)
            throws BudgetTooShortException {
        Duration total = Duration.ofMinutes(minutes);
        Duration overhead = Duration.ofMillis(overheadMillis);
        Budget budget = budget(total, visits, NONE);
        Schedule schedule = budget.schedule(SPENT, overhead);
        Duration estimate =
                SPENT.plus(budget.estimate(schedule.rounds(), schedule.times(), overhead));
        assertTrue(estimate.compareTo(total) <= 0, schedule + " takes " + estimate);
        assertTrue(estimate.toMillis() > 0.8 * total.toMillis(), schedule + " is short");
        assertTrue(schedule.times().measureMillis() >= Budget.SHORTEST_MILLIS, schedule::toString);
    }

    @Test
    void fiveRoundsComeBeforeLongerMeasurementsAndThoseBeforeMoreRounds()
            throws BudgetTooShortException {
        Duration overhead = Duration.ofMillis(500);
        Schedule tight = budget(Duration.ofMinutes(5), 20, NONE).schedule(SPENT, overhead);
        assertEquals(5, tight.rounds());
        assertTrue(tight.times().measureMillis() < 500, tight::toString);
        Schedule longer = budget(Duration.ofMinutes(9), 20, NONE).schedule(SPENT, overhead);
        assertEquals(5, longer.rounds());
        assertTrue(longer.times().measureMillis() > 500, longer::toString);
        Schedule more = budget(Duration.ofMinutes(30), 20, NONE).schedule(SPENT, overhead);
        assertTrue(more.rounds() > 5, more::toString);
        assertTrue(more.times().measureMillis() >= 1000, more::toString);
    }

    @Test
    void tooLittleForFiveRoundsGivesFewerButTwoAtLeast() throws BudgetTooShortException {
        Duration overhead = Duration.ofMillis(500);
        Schedule few = budget(Duration.ofSeconds(140), 20, NONE).schedule(SPENT, overhead);
        assertTrue(few.rounds() >= 2 && few.rounds() < 5, few::toString);
        BudgetTooShortException e = assertThrows(BudgetTooShortException.class, () ->
                budget(Duration.ofSeconds(40), 20, NONE).schedule(SPENT, overhead));
        Schedule least = budget(e.needed(), 20, NONE).schedule(SPENT, overhead);
        assertEquals(2, least.rounds());
    }

    @Test
    void whatIsChosenStays() throws BudgetTooShortException {
        Duration total = Duration.ofMinutes(5);
        Duration overhead = Duration.ofMillis(500);
        assertEquals(new Schedule(3, new Times(50, 2000)),
                budget(Duration.ofSeconds(1), 20, new Choice(3, 50L, 2000L))
                        .schedule(SPENT, overhead), "rounds and time need no budget");
        assertEquals(9, budget(total, 10, new Choice(9, null, null))
                .schedule(SPENT, overhead).rounds());
        Schedule timed = budget(total, 4, new Choice(null, null, 1000L))
                .schedule(SPENT, overhead);
        assertEquals(new Times(200, 1000), timed.times());
        assertTrue(timed.rounds() >= 5, timed::toString);
        assertEquals(10, budget(total, 4, new Choice(null, 10L, null))
                .schedule(SPENT, overhead).times().warmupMillis());
    }

    @Test
    void chosenRoundsOrTimeThatDoNotFitAreTooMuch() {
        Duration total = Duration.ofSeconds(30);
        Duration overhead = Duration.ofMillis(500);
        assertThrows(BudgetTooShortException.class, () ->
                budget(total, 4, new Choice(20, null, null)).schedule(SPENT, overhead));
        assertThrows(BudgetTooShortException.class, () ->
                budget(total, 4, new Choice(null, null, 5000L)).schedule(SPENT, overhead));
    }

    @Test
    void firstChurnIsWarmedUpAsAFreshServerIs() {
        Times times = Times.measuring(500);
        List<Cell> cells = List.of(Rows.throughput("a"), Rows.churn("a"), Rows.latency("a"),
                Rows.churn("a"));
        assertEquals(List.of(1_100L, 1_100L, 100L, 100L), IntStream.range(0, cells.size())
                .mapToObj(i -> times.warmupMillis(cells, i)).toList());
        assertEquals(2 * 1_100 + 2 * 100 + 4 * 500, times.loadMillis(cells));
        assertEquals(1_100 + 500, times.loadMillis(List.of(Rows.churn("a"))));
        Budget budget = new Budget(Duration.ofMinutes(1), 4, cells, NONE);
        assertTrue(budget.describe(new Schedule(5, times), Duration.ofMillis(500)).contains(
                "(1.10 s for the first and the first churn)"));
    }

    private static Budget budget(Duration total, int visits, Choice choice) {
        return new Budget(total, visits, CELLS, choice);
    }
}
