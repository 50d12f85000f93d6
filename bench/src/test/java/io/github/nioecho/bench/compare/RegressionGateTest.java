package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.compare.RegressionGate.Judgement;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegressionGateTest {

    private static final ComparisonPlan PLAN = Rows.plan("selector", "async");
    private static final Double[] BASELINE = {100.0, 100.0, 100.0};

    private final RegressionGate gate = new RegressionGate(
            results(7.0, 90.0, 90.5, 89.5), 0.1);

    @Test
    void sameRatioOnASlowerMachinePasses() {
        Judgement judgement = gate.judge(Rows.results(PLAN, Rows.all(
                Rows.trips("selector", 10.0, 50.0, 40.0, 30.0),
                Rows.trips("async", 14.0, 45.0, 36.1, 27.1))));
        assertEquals(List.of(), judgement.slower());
        assertEquals(2, judgement.judged(), "throughput and CPU");
    }

    @Test
    void slowerRatioIsFoundWithBothFigures() {
        List<String> slower = gate.judge(results(7.0, 70.0, 70.5, 69.5)).slower();
        assertEquals(1, slower.size(), slower::toString);
        assertTrue(slower.get(0).startsWith("async, throughput, buffer 1 KiB, messages of 1 KiB:"
                + " round trips per second is 0.70 of selector's, was 0.90;"), slower.get(0));
    }

    @Test
    void moreCpuIsSlower() {
        List<String> slower = gate.judge(results(8.4, 90.0, 90.5, 89.5)).slower();
        assertEquals(1, slower.size(), slower::toString);
        assertTrue(slower.get(0).contains("CPU per round trip is 1.68 of selector's, was 1.40"),
                slower.get(0));
    }

    @Test
    void longerServiceTimesAreSlowerAndShorterOnesAreNot() {
        List<Sample> then = times(10);
        RegressionGate latencies = new RegressionGate(Rows.results(PLAN, then), 0.1);
        assertEquals(1, latencies.judge(Rows.results(PLAN, times(12))).slower().size());
        assertEquals(0, latencies.judge(Rows.results(PLAN, times(8))).slower().size());
    }

    @Test
    void fewerConnectionsAndMoreCpuForEachAreSlower() {
        RegressionGate churn = new RegressionGate(churn(18_000, 40), 0.1);
        assertEquals(List.of(), churn.judge(churn(17_500, 41)).slower());
        List<String> slower = churn.judge(churn(14_000, 60)).slower();
        assertEquals(2, slower.size(), slower::toString);
        assertTrue(slower.get(0).startsWith("async, churn, buffer 1 KiB, messages of 1 KiB:"
                + " connections per second is 0.70 of selector's, was 0.90;"), slower.get(0));
        assertTrue(slower.get(1).contains("CPU per connection is 1.50 of selector's, was 1.00"),
                slower.get(1));
    }

    @Test
    void lessThanTheBoundPasses() {
        assertEquals(List.of(), gate.judge(results(7.3, 84.0, 84.5, 83.5)).slower());
    }

    @Test
    void changeThatMayBeChancePasses() {
        assertEquals(List.of(), gate.judge(results(7.0, 90.0, 70.0, 45.0)).slower());
    }

    @Test
    void oneRoundIsNotJudged() {
        assertEquals(0, gate.judge(results(7.0, 10.0)).judged());
    }

    @Test
    void otherBaselineOrTransportOrNothingInCommonIsRefused() {
        gate.require(PLAN);
        assertThrows(IllegalArgumentException.class,
                () -> gate.require(Rows.plan("async", "selector")));
        assertThrows(IllegalArgumentException.class,
                () -> gate.require(Rows.plan("selector", "virtual")));
        assertThrows(IllegalArgumentException.class, () -> gate.require(
                Rows.plan(Question.usual(), Transport.UNIX, "selector", "async")));
    }

    private static ComparisonResults results(double asyncCpu, Double... asyncTrips) {
        return Rows.results(PLAN, Rows.all(
                Rows.trips("selector", 5.0, BASELINE), Rows.trips("async", asyncCpu, asyncTrips)));
    }

    private static ComparisonResults churn(double asyncPerSecond, double asyncCpu) {
        ComparisonPlan plan = Rows.plan(List.of(Question.CHURN), "selector", "async");
        return Rows.results(plan, Rows.all(
                Rows.rounds(Rows.churn("selector"), 40.0, 20_000.0, 20_000.0, 20_000.0),
                Rows.rounds(Rows.churn("async"), asyncCpu, asyncPerSecond,
                        asyncPerSecond * 1.01, asyncPerSecond * 0.99)));
    }

    private static List<Sample> times(double asyncMicros) {
        return List.of(
                Rows.times("selector", 1, 10, 1), Rows.times("async", 1, asyncMicros, 1),
                Rows.times("selector", 2, 10, 1), Rows.times("async", 2, asyncMicros * 1.01, 1),
                Rows.times("selector", 3, 10, 1), Rows.times("async", 3, asyncMicros * 0.99, 1));
    }
}
