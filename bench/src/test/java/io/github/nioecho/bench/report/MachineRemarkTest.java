package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.results.Results;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MachineRemarkTest {

    private static final Results LATENCY = SampleRuns.latency(SampleLatency.sweep());
    private static final Results COMPARISON =
            SampleRuns.comparison(true, SampleComparison.whole());

    @ParameterizedTest
    @CsvSource({
        "1100, 'System calls are dear here (1.10 us each): models that make fewer look better than"
                + " where they are cheap.'",
        "250, 'System calls are dear here (0.25 us each): models that make fewer look better than"
                + " where they are cheap.'",
        "249, 'System calls are cheap here (0.25 us each): models that make more look better than"
                + " where they are dear.'",
        "98, 'System calls are cheap here (0.10 us each): models that make more look better than"
                + " where they are dear.'",
    })
    void callsAreDearOrCheap(double nanos, String sentence) {
        assertEquals(List.of(sentence), of(on(LATENCY, nanos, 0.0)));
    }

    @Test
    void whatTwoCallsAreOfAnEchoIsSaidWhereItWasMeasured() {
        // The selector's least is that of 1 KiB messages with 1 KiB buffers: 5.85 us.
        assertEquals(List.of("System calls are dear here (1.10 us each): the two that async makes"
                + " more for an echo than selector are 38 % of the latter's CPU, so models that"
                + " make fewer look better than where they are cheap."),
                of(on(COMPARISON, 1100.0, null)));
    }

    @Test
    void bufferOfSomebodyElsesServerIsNotKnown() {
        assertEquals(1, of(on(SampleRuns.comparison(true, SampleComparison.target("selector")),
                1100.0, null)).size());
    }

    @Test
    void stealTimeIsSaidFromTwoPercentOn() {
        assertEquals(List.of("A hypervisor took 2.0 % of the processors' time for others: no figure"
                + " here is the best that this machine can do."), of(on(LATENCY, null, 0.02)));
        assertEquals(List.of(), of(on(LATENCY, null, 0.0199)));
    }

    @Test
    void unknownCostsSayNothing() {
        assertEquals(List.of(), of(on(LATENCY, null, null)));
        assertEquals(List.of(), of(with(LATENCY, null)));
    }

    @Test
    void ofSeveralRunsEachMachineSpeaksOnce() {
        Results dear = on(LATENCY, 1100.0, null);
        Results cheap = on(LATENCY, 100.0, null);
        assertEquals(1, MachineRemark.of(
                List.of(run("a", dear), run("b", dear))).size());
        assertEquals(List.of("a, c: System calls are dear", "b: System calls are cheap"),
                MachineRemark.of(List.of(run("a", dear), run("b", cheap), run("c", dear))).stream()
                        .map(remark -> remark.substring(0, remark.indexOf(" here"))).toList());
    }

    private static List<String> of(Results results) {
        return MachineRemark.of(List.of(run("", results)));
    }

    private static ReportedRun run(String label, Results results) {
        return new ReportedRun(label, Path.of(label), results);
    }

    private static Results on(Results results, Double systemCallNanos, Double stealShare) {
        return with(results,
                new MachineCosts(systemCallNanos, 17_000.0, 30_000.0, false, stealShare));
    }

    private static Results with(Results results, MachineCosts costs) {
        return new Results(results.schemaVersion(), results.toolVersion(), results.startedAt(),
                results.finishedAt(), results.seed(), results.complete(),
                results.environment().withMachine(costs), results.servers(),
                results.comparison(), results.latency(), results.connections(),
                results.buffers());
    }
}
