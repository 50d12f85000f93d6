package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.IterationFigures;
import io.github.nioecho.bench.jmh.ServerUnderTest;
import io.github.nioecho.bench.load.ClosedLoop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

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
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LatencyBenchmark {

    private static final long SEED = 862;
    private static final int SIGNIFICANT_DIGITS = 3;

    /** Size of every message, in bytes. */
    @Param("1024")
    public int messageSize;

    /** Connections of each client thread. */
    @Param("1")
    public int connections;

    private final SingleWriterRecorder roundTripNanos =
            new SingleWriterRecorder(SIGNIFICANT_DIGITS);
    private ClosedLoop load;
    private long completedBefore;

    /** Connects to the server. */
    @Setup(Level.Trial)
    public void connect(ServerUnderTest server) throws IOException {
        load = ClosedLoop.connect(
                server.address(), connections, messageSize, SEED, roundTripNanos::recordValue);
    }

    /** Begins an iteration, with nothing outstanding. */
    @Setup(Level.Iteration)
    public void beginIteration() {
        completedBefore = load.completed();
        roundTripNanos.reset();
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

    /** Ends an iteration, with nothing outstanding. */
    @TearDown(Level.Iteration)
    public void endIteration(ServerUnderTest server) throws IOException {
        try {
            load.drain();
        } catch (IOException e) {
            throw server.stopAfter(e);
        }
        IterationFigures.addRoundTrips(load.completed() - completedBefore);
        IterationFigures.addTimes(roundTripNanos.getIntervalHistogram());
    }

    /** Disconnects. */
    @TearDown(Level.Trial)
    public void disconnect() throws IOException {
        load.close();
    }
}
