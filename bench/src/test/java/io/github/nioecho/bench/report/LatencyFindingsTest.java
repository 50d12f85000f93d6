package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.LatencyResults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LatencyFindingsTest {

    @Test
    void sweepNamesWhatWasHeldAndWhatWasMissed() {
        assertEquals(List.of(new Summary.Section("Open loop, messages of 1 KiB", List.of(
                "Highest rate held with a p99 response time of at most 1,000 us:"
                        + " selector 80,000/s; async and virtual 40,000/s; blocking none of those"
                        + " tried.",
                "Missed the rate: async at 80,000/s; blocking at 20,000/s, 40,000/s and 80,000/s;"
                        + " virtual at 80,000/s.",
                "p99 response time at 5,000/s: async 78.7 us; virtual 103 us; blocking 103 us;"
                        + " selector 111 us. One round each: small differences mean nothing."))),
                LatencyFindings.of(SampleLatency.sweep()));
    }

    @Test
    void overloadIsNoResponseTimeAtThatRate() {
        List<String> sentences =
                LatencyFindings.of(SampleLatency.atOneRate()).get(0).sentences();
        assertEquals(List.of(
                "Missed the rate: blocking at 20,000/s.",
                "p99 response time at 20,000/s: async 104 us (97.5 to 104);"
                        + " selector 135 us (123 to 135); virtual 150 us (136 to 150)."
                        + " Where the ranges over the rounds overlap, no difference is shown."),
                sentences);
    }

    @Test
    void nothingIsSaidWithoutFigures() {
        assertEquals(List.of(), LatencyFindings.of(new LatencyResults(
                SampleLatency.sweep().plan(), List.of(), List.of(), List.of())));
    }
}
