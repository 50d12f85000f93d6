package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.IterationFigures;
import io.github.nioecho.bench.jmh.ServerUnderTest;
import io.github.nioecho.bench.load.ClosedLoop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * How many verified round trips per second does a server sustain, and what does each cost it?
 *
 * <p>Closed loop: one client thread keeps one message outstanding on each of {@code connections}
 * connections. One operation is one round trip. The secondary results {@code server.cpu} and
 * {@code server.alloc} are the server's alone, which runs in its own JVM; on a machine whose cores
 * it shares with the client they are steadier than the score. With {@code -t 2} there are two such
 * client threads, each with its own connections to the same server.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Throughput
 * }</pre>
 *
 * <p>A quick look at two servers and one buffer size:
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Throughput -f 1 -wi 3 -i 3 -r 1 \
 *     -p variant=async,selector -p bufferSize=1024
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThroughputBenchmark {

    private static final long SEED = 862;

    /** Size of every message, in bytes. */
    @Param("1024")
    public int messageSize;

    /** Connections of each client thread. */
    @Param("16")
    public int connections;

    private ClosedLoop load;
    private long completedBefore;

    /** Connects to the server. */
    @Setup(Level.Trial)
    public void connect(ServerUnderTest server) throws IOException {
        load = ClosedLoop.connect(server.address(), connections, messageSize, SEED, nanos -> { });
    }

    /** Begins an iteration, with nothing outstanding. */
    @Setup(Level.Iteration)
    public void beginIteration() {
        completedBefore = load.completed();
    }

    /** One round trip, of any connection. */
    @Benchmark
    public void roundTrip(ServerUnderTest server) throws IOException {
        try {
            load.roundTrip();
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
    }

    /** Disconnects. */
    @TearDown(Level.Trial)
    public void disconnect() throws IOException {
        load.close();
    }
}
