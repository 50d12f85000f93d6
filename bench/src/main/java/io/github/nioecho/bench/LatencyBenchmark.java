package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.IterationFigures;
import io.github.nioecho.bench.jmh.ServerUnderTest;
import io.github.nioecho.bench.load.ClosedLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * How long does one verified round trip take, when the server is asked again as soon as it has
 * answered?
 *
 * <p>Closed loop: these are service times. They leave out what a message would have waited while
 * the server stalled, because a closed loop sends none then; they are not response times.
 *
 * <p>One operation is one round trip of the first connection; with {@code connections} above 1 the
 * others are kept busy meanwhile, and its time includes the client's own queue. JMH's score and
 * its {@code p0.50} to {@code p1.00} are that operation's. The results {@code p50}, {@code p90},
 * {@code p99}, {@code p99.9} and {@code max} come from an HdrHistogram of all connections' round
 * trips, with three significant digits, merged over iterations and forks. The histograms are kept
 * in the folder that the system property {@code nioecho.histograms} names, by default
 * {@code histograms} beside the jar: one interval per iteration in a {@code .hlog} file, nanoseconds, and all of
 * them as a percentile distribution in a {@code .hgrm} file, microseconds.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Latency
 * }</pre>
 *
 * <p>A quick look at two servers and one buffer size:
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Latency -f 1 -wi 3 -i 3 -r 1 \
 *     -p variant=async,selector -p bufferSize=1024
 * }</pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LatencyBenchmark extends ClosedLoopBenchmark {

    private static final int SIGNIFICANT_DIGITS = 3;

    /** Connections of each client thread. */
    @Param("1")
    public int connections;

    private final SingleWriterRecorder roundTripNanos =
            new SingleWriterRecorder(SIGNIFICANT_DIGITS);

    @Override
    ClosedLoop connect(SocketAddress server) throws IOException {
        return ClosedLoop.connect(
                server, connections, sizes(), SEED, roundTripNanos::recordValue);
    }

    /** One round trip of the first connection. */
    @Benchmark
    public void roundTrip(ServerUnderTest server) throws IOException {
        try {
            load.roundTripOfFirst();
        } catch (IOException e) {
            throw server.stopAfter(e);
        }
    }

    /** Ends an iteration, hands its times over and so forgets them. */
    @Override
    public void endIteration(ServerUnderTest server) throws IOException {
        super.endIteration(server);
        IterationFigures.addTimes(roundTripNanos.getIntervalHistogram());
    }
}
