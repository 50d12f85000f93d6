package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.server.ServerCost;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The server that a benchmark measures: one per trial, in a JVM of its own. */
@State(Scope.Benchmark)
public class ServerUnderTest {

    /** System property with further options for the server's JVM, separated by spaces. */
    public static final String JVM_ARGS = "nioecho.server.jvmArgs";

    /** The I/O model. */
    @Param({"async", "blocking", "virtual", "selector"})
    public String variant;

    /** Size of the server's buffer for each connection, in bytes. */
    @Param({"256", "1024", "4096", "16384", "65536"})
    public int bufferSize;

    /** Event loops of the server; models with a thread per connection have no use for it. */
    @Param("1")
    public int threads;

    private ServerProcess process;
    private ServerCost costBefore;
    private boolean stopped; // guarded by this: client threads may fail together

    /** Starts the server. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        process = ServerProcess.start(
                ServerVariant.named(variant),
                ServerSpec.onLoopback(bufferSize, threads),
                jvmArgs());
    }

    /** Reads the server's cost before the iteration's first round trip. */
    @Setup(Level.Iteration)
    public void readCost() throws IOException {
        costBefore = process.cost();
    }

    /**
     * Reads it again. JMH does so before the clients complete what is outstanding: of at most one
     * round trip per connection a part of the cost is left out.
     */
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

    /**
     * Ends the server because a round trip failed: JMH tears nothing down after that.
     *
     * @param seen what the client saw
     * @return {@code seen}, or if the server has died an exception that says how
     */
    public synchronized IOException stopAfter(IOException seen) {
        if (stopped) { // by the failure of another client thread, which explains this one
            return seen;
        }
        stopped = true;
        IOException failure = process.failure(seen);
        process.close();
        return failure;
    }

    private static List<String> jvmArgs() {
        String args = System.getProperty(JVM_ARGS, "").strip();
        return args.isEmpty() ? List.of() : List.of(args.split("\\s+"));
    }
}
