package io.github.nioecho.bench.jmh;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.ScalarDerivativeResult;

/**
 * A secondary result that carries a histogram of nanoseconds. Iterations and forks are combined by
 * merging their histograms; the percentiles are read from the merged one, as JMH does with its own
 * {@code SampleTimeResult}. A mean of percentiles would be no percentile of anything.
 *
 * <p>The result itself is the mean; it derives {@code p50}, {@code p90}, {@code p99}, {@code p99.9}
 * and {@code max}, all in {@code us/op}.
 */
final class HistogramResult extends Result<HistogramResult> {

    static final String MEAN = "mean";
    static final String MAX = "max";
    static final String UNIT = "us/op";

    private static final long serialVersionUID = 1L;
    private static final double NANOS_PER_MICRO = 1_000.0;
    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("p50", 50),
            new Percentile("p90", 90),
            new Percentile("p99", 99),
            new Percentile("p99.9", 99.9));

    private final byte[] encoded; // a few KB, where the counts may be 100 KB and more
    private final TreeSet<String> files;

    /**
     * Makes the result of one iteration.
     *
     * @param nanos what the iteration has measured; not kept
     * @param file where that is kept
     */
    HistogramResult(Histogram nanos, String file) {
        this(nanos, new TreeSet<>(List.of(file)));
    }

    private HistogramResult(Histogram nanos, TreeSet<String> files) {
        super(
                ResultRole.SECONDARY,
                MEAN,
                of(nanos.getMean() / NANOS_PER_MICRO),
                UNIT,
                AggregationPolicy.AVG);
        this.encoded = encode(nanos);
        this.files = files;
    }

    @Override
    protected Aggregator<HistogramResult> getThreadAggregator() {
        return HistogramResult::merge;
    }

    @Override
    protected Aggregator<HistogramResult> getIterationAggregator() {
        return HistogramResult::merge;
    }

    @Override
    protected Collection<? extends Result<?>> getDerivativeResults() {
        Histogram nanos = decode(encoded);
        List<ScalarDerivativeResult> results = new ArrayList<>();
        for (Percentile percentile : PERCENTILES) {
            results.add(derived(percentile.label, nanos.getValueAtPercentile(percentile.rank)));
        }
        results.add(derived(MAX, nanos.getMaxValue()));
        return results;
    }

    @Override
    public String extendedInfo() {
        StringBuilder info = new StringBuilder();
        info.append(String.format(Locale.ROOT, "  %d round trips, mean %.3f %s%n",
                decode(encoded).getTotalCount(), getScore(), UNIT));
        for (Result<?> derived : getDerivativeResults()) {
            info.append(String.format(Locale.ROOT, "  %-5s %12.3f %s%n",
                    derived.getLabel(), derived.getScore(), UNIT));
        }
        info.append(String.format(Locale.ROOT, "  Histograms (and .hgrm beside):%n"));
        files.forEach(file -> info.append(String.format(Locale.ROOT, "    %s%n", file)));
        return info.toString();
    }

    private static ScalarDerivativeResult derived(String label, long nanos) {
        return new ScalarDerivativeResult(
                label, nanos / NANOS_PER_MICRO, UNIT, AggregationPolicy.AVG);
    }

    private static HistogramResult merge(Collection<HistogramResult> results) {
        Histogram merged = null;
        TreeSet<String> files = new TreeSet<>();
        for (HistogramResult result : results) {
            Histogram nanos = decode(result.encoded);
            if (merged == null) {
                merged = nanos;
            } else {
                merged.add(nanos);
            }
            files.addAll(result.files);
        }
        return new HistogramResult(merged, files);
    }

    private static byte[] encode(Histogram nanos) {
        ByteBuffer buffer = ByteBuffer.allocate(nanos.getNeededByteBufferCapacity());
        int length = nanos.encodeIntoCompressedByteBuffer(buffer, Deflater.DEFAULT_COMPRESSION);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static Histogram decode(byte[] encoded) {
        try {
            Histogram nanos =
                    Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0);
            nanos.setAutoResize(true);
            return nanos;
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Percentile(String label, double rank) {
    }
}
