package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.ServerUnderTest;
import io.github.nioecho.bench.load.ClosedLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

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
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ThroughputBenchmark extends ClosedLoopBenchmark {

    /** Connections of each client thread. */
    @Param("16")
    public int connections;

    @Override
    ClosedLoop connect(SocketAddress server) throws IOException {
        return ClosedLoop.connect(server, connections, sizes(), SEED, nanos -> { });
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
}
