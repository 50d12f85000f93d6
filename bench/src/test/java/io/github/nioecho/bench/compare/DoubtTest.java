package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoubtTest {

    private static final ComparisonPlan PLAN = new ComparisonPlan(List.of("selector", "async"),
            "selector", List.of(256, 1024, 4096), Messages.ofEach(1024),
            List.of(Question.THROUGHPUT), null, 16, 1, 1, 8, 40, 6, 60);

    private final List<Measurement> measurements = new ArrayList<>();

    @Test
    void widestIntervalAgainstItsDifferenceGetsMostBlocks() {
        rounds(256, 1.00, 1.01, 0.99); // level, and shown to be so within 3 %
        rounds(1024, 1.00, 1.10, 0.90); // who knows
        rounds(4096, 0.50, 0.55, 0.45); // as wide, but half as fast whatever comes
        List<Integer> blocks = blocks(null);
        assertTrue(blocks.get(1) > blocks.get(0), blocks::toString);
        assertTrue(blocks.get(1) > blocks.get(2), blocks::toString);
        assertEquals(6, blocks.stream().mapToInt(Integer::intValue).average().orElse(0), 1.5);
    }

    @Test
    void whatIsDecidedIsMeasuredOn() {
        rounds(256, 0.5, 0.5, 0.5);
        rounds(1024, 1.0, 1.3, 0.7);
        rounds(4096, 0.5, 0.5, 0.5);
        assertTrue(blocks(null).stream().allMatch(blocks -> blocks >= 3));
    }

    @Test
    void withoutIntervalsAllAreAlike() {
        assertEquals(List.of(6, 6, 6), blocks(null));
    }

    @Test
    void precisionIsReachedWhenEveryIntervalIsAsNarrow() {
        rounds(256, 0.50, 0.50, 0.50);
        rounds(1024, 1.000, 1.002, 0.998);
        rounds(4096, 0.700, 0.702, 0.699);
        assertTrue(doubt(0.03).isGone());
        assertFalse(doubt(0.001).isGone());
        assertFalse(doubt(null).isGone(), "nobody has asked");
        assertTrue(doubt(0.003).describe().matches("precision: 1 of 3 ratios are known to 0.3 % or"
                + " better; the widest interval reaches 0.5 % \\(async, throughput, buffer 4 KiB,"
                + " messages of 1 KiB: round trips per second\\)"), doubt(0.003).describe());
    }

    private Doubt doubt(Double precision) {
        return new Doubt(PLAN, precision, measurements);
    }

    private List<Integer> blocks(Double precision) {
        Map<Setting, Integer> blocks = doubt(precision).blocks();
        return Setting.of(PLAN).stream().map(blocks::get).toList();
    }

    private void rounds(int buffer, double... ratios) {
        for (int i = 0; i < ratios.length; i++) {
            add("selector", buffer, i + 1, 100);
            add("async", buffer, i + 1, 100 * ratios[i]);
        }
    }

    private void add(String variant, int buffer, int round, double score) {
        measurements.add(new Measurement(round,
                new Setting(Question.THROUGHPUT, buffer, Messages.of(1024), 16, 1).cell(variant),
                100L, 0.06, score, null, null, null, null, true,
                List.of(new Slice(0, 100, 0.06, score, null)), null));
    }
}
