package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.server.ServerCost;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ThrottledEchoServer;
import java.io.IOException;
import java.net.SocketAddress;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The server whose bandwidth a benchmark measures: one per trial, in a JVM of its own. */
@State(Scope.Benchmark)
public class ThrottledServerUnderTest {

    /** What is asked of the server for each connection; 0 is no fault. */
    @Param({"0", "1000", "20000", "1000000", "5000000", "10000000", "50000000", "100000000"})
    public int bytesPerSecond;

    /** Size of the server's buffer for each connection, in bytes. */
    @Param({"1024", "16384", "65536"})
    public int bufferSize;

    private ServerProcess process;
    private ServerCost costBefore;

    /** Starts the server. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        process = ThrottledEchoServer.start(bufferSize, bytesPerSecond);
    }

    /** Reads the server's cost before the iteration. */
    @Setup(Level.Iteration)
    public void readCost() throws IOException {
        costBefore = process.cost();
    }

    /** Reads it again. */
    @TearDown(Level.Iteration)
    public void reportCost() throws IOException {
        IterationFigures.setServerCost(process.cost().minus(costBefore));
    }

    /** Ends the server. */
    @TearDown(Level.Trial)
    public void stop() {
        process.close();
    }

    /** Returns where the server listens. */
    public SocketAddress address() {
        return process.address();
    }

    /** Ends the server because the connection failed: JMH tears nothing down after that. */
    public IOException stopAfter(IOException seen) {
        IOException failure = process.failure(seen);
        process.close();
        return failure;
    }
}
