package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.IterationFigures;
import io.github.nioecho.bench.jmh.ThrottledServerUnderTest;
import io.github.nioecho.bench.load.EndlessStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does {@code EchoFault.bandwidth} give the rate that it was asked for, and what does a byte cost?
 *
 * <p>A client sends without end on one connection and reads what comes back. One operation is 1000
 * bytes of that, verified, so the score is in KB/s. The secondary result {@code asked} is the rate
 * in relation to the one that was asked for, which should be 0.95 to 1.05, and 0 where {@code
 * bytesPerSecond} is 0: without a fault. {@code server.cpu} is the server's CPU time for 1000 bytes;
 * a fault should cost less than twice what none does.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Fault
 * }</pre>
 *
 * <p>The two costs, several times one after the other as the machine's other work comes and goes:
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar Fault -f 3 \
 *     -p bytesPerSecond=0,100000000 -p bufferSize=1024
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 3, time = 4)
public class FaultBenchmark {

    private static final int OPERATION_BYTES = 1000;

    private EndlessStream stream;
    private long askedBytesPerSecond;
    private long readBytes;
    private long operations;

    /** Counts how many seconds the bytes should have taken, which JMH divides by those they took. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Rate {

        /** JMH's name for the figure. */
        public double asked;
    }

    /** Connects to the server. */
    @Setup(Level.Trial)
    public void connect(ThrottledServerUnderTest server) throws IOException {
        stream = EndlessStream.connect(server.address());
        askedBytesPerSecond = server.bytesPerSecond;
    }

    /** Begins an iteration. */
    @Setup(Level.Iteration)
    public void beginIteration() {
        operations = 0;
    }

    /** Reads until a thousand bytes more have come back. */
    @Benchmark
    public void kilobyte(ThrottledServerUnderTest server, Rate rate) throws IOException {
        try {
            while (readBytes < OPERATION_BYTES) {
                readBytes += stream.read();
            }
        } catch (IOException e) {
            throw server.stopAfter(e);
        }
        readBytes -= OPERATION_BYTES;
        operations++;
        if (askedBytesPerSecond > 0) {
            rate.asked += (double) OPERATION_BYTES / askedBytesPerSecond;
        }
    }

    /** Ends an iteration. */
    @TearDown(Level.Iteration)
    public void endIteration() {
        IterationFigures.addRoundTrips(operations);
    }

    /** Disconnects. */
    @TearDown(Level.Trial)
    public void disconnect() throws IOException {
        stream.close();
    }
}
