package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.PercentilePoint;
import io.github.nioecho.bench.results.Percentiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Reads histograms of nanoseconds as results tell them, in microseconds. */
public final class TimeDistribution {

    private static final int STEPS_PER_HALVING = 5;
    private static final double NANOS_PER_MICRO = 1_000;

    private TimeDistribution() {
    }

    /** Returns a percentile, 0 to 100. */
    public static double percentileMicros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    /** Returns the values of {@link Percentiles#NAMES}; empty if nothing was recorded. */
    public static Map<String, Double> percentilesMicros(Histogram nanos) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        if (nanos.getTotalCount() > 0) {
            for (String name : Percentiles.NAMES) {
                double percentile =
                        name.equals("max") ? 100 : Double.parseDouble(name.substring(1));
                percentiles.put(name, percentileMicros(nanos, percentile));
            }
        }
        return percentiles;
    }

    /** Returns the whole distribution, ever finer towards its tail; empty if it is empty. */
    public static List<PercentilePoint> curve(Histogram nanos) {
        List<PercentilePoint> points = new ArrayList<>();
        if (nanos.getTotalCount() > 0) {
            for (HistogramIterationValue value : nanos.percentiles(STEPS_PER_HALVING)) {
                points.add(new PercentilePoint(value.getPercentileLevelIteratedTo(),
                        value.getValueIteratedTo() / NANOS_PER_MICRO));
            }
        }
        return points;
    }
}
