package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.run.HistogramFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/** Reports the percentiles of the round trips that a benchmark timed, and keeps the histogram. */
public final class RoundTripProfiler implements InternalProfiler {

    private HistogramFiles files; // of this fork; null before the first measured iteration

    @Override
    public String getDescription() {
        return "Percentiles of round trips, from HdrHistograms that are kept as files";
    }

    @Override
    public void beforeIteration(
            BenchmarkParams benchmarkParams, IterationParams iterationParams) {
        IterationFigures.clear();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmarkParams,
            IterationParams iterationParams,
            IterationResult result) {
        Histogram nanos = IterationFigures.roundTripNanos();
        if (nanos == null || iterationParams.getType() != IterationType.MEASUREMENT) {
            return List.of();
        }
        try {
            if (files == null) {
                files = HistogramFiles.create(
                        HistogramFiles.folder(),
                        name(benchmarkParams),
                        nanos.getNumberOfSignificantValueDigits());
            }
            files.add(nanos);
        } catch (IOException e) {
            throw new IllegalStateException("cannot keep the histograms: " + e, e);
        }
        return List.of(new HistogramResult(nanos, files.log().toString()));
    }

    private static String name(BenchmarkParams params) {
        return "latency-" + params.getParam("variant")
                + "-buffer" + params.getParam("bufferSize")
                + "-message" + MessagesParameter.read(
                        Integer.parseInt(params.getParam("messageSize")),
                        params.getParam(MessagesParameter.NAME)).fileName()
                + "-connections" + params.getParam("connections")
                + "-threads" + params.getParam("threads");
    }
}
