package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.options.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.TimeValue;

/** What somebody is told who has named no benchmark, before all of them run. */
public final class Announcement {

    private static final String PACKAGE_AND_METHOD = "^.*\\.(\\w+)\\.\\w+$";

    private Announcement() {
    }

    /**
     * Returns the lines.
     *
     * @param benchmarks that are going to run, as their annotations say
     * @param typed what users type before their own words
     */
    public static List<String> of(Collection<BenchmarkListEntry> benchmarks, String typed) {
        String names = benchmarks.stream()
                .map(benchmark -> benchmark.getUsername().replaceAll(PACKAGE_AND_METHOD, "$1"))
                .collect(Collectors.joining(", "));
        long cells = benchmarks.stream().mapToLong(Announcement::cells).sum();
        long nanos = benchmarks.stream()
                .mapToLong(each -> cells(each) * forks(each) * forkNanos(each)).sum();
        return List.of(
                "No benchmark is named, so JMH runs all: " + names + ",",
                "with " + cells + " combinations of parameters, in "
                        + Durations.format(Duration.ofNanos(nanos)) + " and the starts of JVMs.",
                "In 5 minutes:  " + typed + " compare",
                "One of them:   " + typed + " Throughput -p variant=async -p bufferSize=1024",
                "All commands:  " + typed + " --help",
                "");
    }

    private static long cells(BenchmarkListEntry benchmark) {
        return benchmark.getParams().orElse(Map.of()).values().stream()
                .mapToLong(values -> values.length).reduce(1, (a, b) -> a * b);
    }

    private static int forks(BenchmarkListEntry benchmark) {
        return benchmark.getForks().orElse(Defaults.MEASUREMENT_FORKS);
    }

    private static long forkNanos(BenchmarkListEntry benchmark) {
        return benchmark.getWarmupIterations().orElse(Defaults.WARMUP_ITERATIONS)
                        * nanos(benchmark.getWarmupTime().orElse(Defaults.WARMUP_TIME))
                + benchmark.getMeasurementIterations().orElse(Defaults.MEASUREMENT_ITERATIONS)
                        * nanos(benchmark.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME));
    }

    private static long nanos(TimeValue time) {
        return time.convertTo(TimeUnit.NANOSECONDS);
    }
}
