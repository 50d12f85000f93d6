package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.PercentilePoint;
import io.github.nioecho.bench.results.Percentiles;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeDistributionTest {

    @Test
    void everyNamedPercentileIsInMicroseconds() {
        Histogram nanos = new Histogram(3);
        for (int micros = 1; micros <= 10_000; micros++) {
            nanos.recordValue(micros * 1_000L);
        }
        Map<String, Double> percentiles = TimeDistribution.percentilesMicros(nanos);
        assertEquals(Percentiles.NAMES, List.copyOf(percentiles.keySet()));
        // Three significant digits.
        assertEquals(5_000, percentiles.get("p50"), 5);
        assertEquals(9_990, percentiles.get("p99.9"), 10);
        assertEquals(9_999, percentiles.get("p99.99"), 10);
        assertEquals(10_000, percentiles.get("max"), 10);
    }

    @Test
    void curveEndsAtTheSlowest() {
        Histogram nanos = new Histogram(3);
        List.of(10_000, 20_000, 30_000, 40_000).forEach(nanos::recordValue);
        List<PercentilePoint> curve = TimeDistribution.curve(nanos);
        assertEquals(10, curve.get(0).micros(), 0.02);
        assertEquals(100, curve.get(curve.size() - 1).percentile());
        assertEquals(40, curve.get(curve.size() - 1).micros(), 0.05);
        double median = curve.stream().filter(point -> point.percentile() <= 50)
                .mapToDouble(PercentilePoint::micros).max().orElseThrow();
        assertEquals(20, median, 0.02);
    }

    @Test
    void nothingRecordedIsNoFigure() {
        Histogram nanos = new Histogram(3);
        assertEquals(Map.of(), TimeDistribution.percentilesMicros(nanos));
        assertEquals(List.of(), TimeDistribution.curve(nanos));
    }
}
