package io.github.nioecho.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.Result;

@Timeout(30)
class HistogramResultTest {

    @Test
    void percentilesAreThoseOfTheMergedHistogram() {
        // 1,000 fast ones and 10 slow ones: the mean of the two p99 would be near 50,000 us.
        HistogramResult fast = new HistogramResult(histogram(1_000, 10_000), "a.hlog");
        HistogramResult slow = new HistogramResult(histogram(10, 100_000_000), "b.hlog");

        HistogramResult merged = fast.getIterationAggregator().aggregate(List.of(fast, slow));

        Map<String, Double> scores = scores(merged);
        assertEquals(List.of("max", "p50", "p90", "p99", "p99.9"), scores.keySet().stream()
                .sorted().toList());
        assertEquals(10.0, scores.get("p50"), 0.01);
        assertEquals(10.0, scores.get("p99"), 0.01);
        assertEquals(100_000.0, scores.get("p99.9"), 100);
        assertEquals(100_000.0, scores.get("max"), 100);
        assertEquals((1_000 * 10.0 + 10 * 100_000.0) / 1_010, merged.getScore(), 1);
        assertTrue(merged.extendedInfo().contains("a.hlog"), merged::extendedInfo);
        assertTrue(merged.extendedInfo().contains("b.hlog"), merged::extendedInfo);
    }

    @Test
    void survivesTheWayFromForkToHost() throws Exception {
        HistogramResult sent = new HistogramResult(histogram(100, 1_234_567), "a.hlog");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(sent);
        }

        HistogramResult received;
        try (ObjectInputStream input =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            received = (HistogramResult) input.readObject();
        }

        assertEquals(scores(sent), scores(received));
        assertEquals(sent.extendedInfo(), received.extendedInfo());
    }

    private static Histogram histogram(long count, long nanos) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(nanos, count);
        return histogram;
    }

    private static Map<String, Double> scores(HistogramResult result) {
        return result.getDerivativeResults().stream()
                .collect(Collectors.toMap(r -> ((Result<?>) r).getLabel(), Result::getScore));
    }
}
