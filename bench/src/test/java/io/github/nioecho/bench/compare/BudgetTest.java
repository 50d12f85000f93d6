package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.compare.Budget.Choice;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BudgetTest {

    private static final Choice NONE = new Choice(null, null, null);
    private static final Duration SPENT = Duration.ofSeconds(14);
    private static final Duration OVERHEAD = Duration.ofSeconds(9);

    @ParameterizedTest
    @CsvSource({"5, 4, 20, 9", "5, 4, 20, 4", "5, 2, 8, 20", "2, 2, 4, 5", "30, 4, 20, 10",
        "120, 10, 40, 20"})
    void scheduleFillsTheBudgetAndStaysWithinIt(
            int minutes, int servers, int settings, int overheadSeconds)
            throws BudgetTooShortException {
        Duration total = Duration.ofMinutes(minutes);
        Duration overhead = Duration.ofSeconds(overheadSeconds);
        Budget budget = new Budget(total, servers, settings, NONE);
        Schedule schedule = budget.schedule(SPENT, overhead);
        Duration estimate = SPENT.plus(budget.round(schedule.blocks(), schedule.times(), overhead)
                .multipliedBy(schedule.rounds()));
        assertTrue(estimate.compareTo(total) <= 0, schedule + " takes " + estimate);
        assertTrue(estimate.toMillis() > 0.7 * total.toMillis(), schedule + " is short");
        assertTrue(schedule.blocks() >= Budget.FEWEST_BLOCKS, schedule::toString);
    }

    @Test
    void eightRoundsComeBeforeMoreBlocksAndThoseBeforeMoreRounds()
            throws BudgetTooShortException {
        Schedule tight = budget(Duration.ofMinutes(5), NONE).schedule(SPENT, OVERHEAD);
        assertEquals(8, tight.rounds());
        assertTrue(tight.blocks() < Budget.ENOUGH_BLOCKS, tight::toString);
        Schedule longer = budget(Duration.ofMinutes(6), NONE).schedule(SPENT, OVERHEAD);
        assertEquals(8, longer.rounds());
        assertTrue(longer.blocks() > tight.blocks(), longer::toString);
        Schedule more = budget(Duration.ofMinutes(20), NONE).schedule(SPENT, OVERHEAD);
        assertTrue(more.rounds() > 8, more::toString);
        assertTrue(more.blocks() >= Budget.ENOUGH_BLOCKS, more::toString);
    }

    @Test
    void tooLittleForEightRoundsGivesFewerButTwoAtLeast() throws BudgetTooShortException {
        Schedule few = budget(Duration.ofSeconds(150), NONE).schedule(SPENT, OVERHEAD);
        assertTrue(few.rounds() >= 2 && few.rounds() < 8, few::toString);
        BudgetTooShortException e = assertThrows(BudgetTooShortException.class, () ->
                budget(Duration.ofSeconds(40), NONE).schedule(SPENT, OVERHEAD));
        Schedule least = budget(e.needed(), NONE).schedule(SPENT, OVERHEAD);
        assertEquals(2, least.rounds());
        assertEquals(Budget.FEWEST_BLOCKS, least.blocks());
    }

    @Test
    void whatIsChosenStays() throws BudgetTooShortException {
        Duration total = Duration.ofMinutes(5);
        Budget fixed = budget(Duration.ofSeconds(1), new Choice(3, 50L, 2000L));
        assertEquals(new Schedule(3, 50, new Times(50, 40)), fixed.schedule(SPENT, OVERHEAD),
                "rounds and time need no budget");
        assertFalse(fixed.choosesRounds());
        assertFalse(fixed.choosesBlocks());
        Budget rounds = budget(total, new Choice(9, null, null));
        assertEquals(9, rounds.schedule(SPENT, OVERHEAD).rounds());
        assertTrue(rounds.choosesBlocks());
        Budget timed = budget(total, new Choice(null, null, 100L));
        assertEquals(new Schedule(14, 3, new Times(20, 33)), timed.schedule(SPENT, OVERHEAD));
        assertTrue(timed.choosesRounds());
        assertEquals(10, budget(total, new Choice(null, 10L, null))
                .schedule(SPENT, OVERHEAD).times().warmupMillis());
    }

    @Test
    void chosenRoundsOrTimeThatDoNotFitAreTooMuch() {
        Duration total = Duration.ofSeconds(30);
        assertThrows(BudgetTooShortException.class, () ->
                budget(total, new Choice(20, null, null)).schedule(SPENT, OVERHEAD));
        assertThrows(BudgetTooShortException.class, () ->
                budget(total, new Choice(null, null, 5000L)).schedule(SPENT, OVERHEAD));
    }

    @Test
    void shortestMeasurementIsOneSliceOfThatLength() throws BudgetTooShortException {
        Schedule blink = budget(Duration.ofMinutes(1), new Choice(2, null, 5L))
                .schedule(SPENT, OVERHEAD);
        assertEquals(new Schedule(2, 1, new Times(1, 5)), blink);
    }

    private static Budget budget(Duration total, Choice choice) {
        return new Budget(total, 4, 20, choice);
    }
}
