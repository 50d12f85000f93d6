package io.github.nioecho.bench.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Passes JMH's output on and notes which benchmarks it started: one that failed is merely missing
 * from its results.
 */
public final class FailureWatch implements OutputFormat {

    private final OutputFormat out;
    private final List<BenchmarkParams> started = new ArrayList<>();

    /** Watches what goes to {@code out}. */
    public FailureWatch(OutputFormat out) {
        this.out = out;
    }

    /**
     * Names the benchmarks that failed.
     *
     * @param results what JMH returned
     * @return the name and parameters of each benchmark that was started and has no result
     */
    public List<String> failures(Collection<RunResult> results) {
        List<String> failures = new ArrayList<>();
        for (BenchmarkParams params : started) {
            if (results.stream().noneMatch(r -> r.getParams().compareTo(params) == 0)) {
                failures.add(name(params));
            }
        }
        return failures;
    }

    private static String name(BenchmarkParams params) {
        StringBuilder name = new StringBuilder(params.getBenchmark());
        for (String key : params.getParamsKeys()) {
            name.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return name.toString();
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        if (params.getMeasurement().getCount() > 0) { // not the warm-up of -wm BULK
            started.add(params);
        }
        out.startBenchmark(params);
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {
        out.iteration(params, iteration, number);
    }

    @Override
    public void iterationResult(
            BenchmarkParams params, IterationParams iteration, int number, IterationResult data) {
        out.iterationResult(params, iteration, number, data);
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        out.endBenchmark(result);
    }

    @Override
    public void startRun() {
        out.startRun();
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        out.endRun(results);
    }

    @Override
    public void print(String s) {
        out.print(s);
    }

    @Override
    public void println(String s) {
        out.println(s);
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }

    @Override
    public void verbosePrintln(String s) {
        out.verbosePrintln(s);
    }

    @Override
    public void write(int b) {
        out.write(b);
    }

    @Override
    public void write(byte[] b) throws IOException {
        out.write(b);
    }
}
