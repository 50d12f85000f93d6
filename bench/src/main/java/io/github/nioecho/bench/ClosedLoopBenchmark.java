package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.IterationFigures;
import io.github.nioecho.bench.jmh.MessagesParameter;
import io.github.nioecho.bench.jmh.ServerUnderTest;
import io.github.nioecho.bench.load.ClosedLoop;
import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.net.SocketAddress;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One client thread's closed loop against the server, and when it is connected, counted and closed.
 *
 * <p>A server that is silent for 10 s fails its benchmark, and the run goes on with the next: a
 * hung echo needs no timeout of JMH's.
 *
 * <p>A superclass and not a state that JMH injects, since of a state per thread each method would
 * get an object of its own. All set-up is here, since JMH promises no order between what a class
 * declares and what it inherits. {@code connections} is not: its default differs.
 */
@State(Scope.Thread)
@Fork(5)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class ClosedLoopBenchmark {

    static final long SEED = 862;

    /** Size of every message, in bytes, unless there is a mixture. */
    @Param("1024")
    public int messageSize;

    /**
     * Sizes in a mixture, like {@code 64:50%+1024:40%+64KiB:10%}, with a plus sign where others
     * have a comma, which parts values to JMH; {@value MessagesParameter#NONE} for one size.
     */
    @Param(MessagesParameter.NONE)
    public String messages;

    ClosedLoop load;
    private long completedBefore;

    /** Returns the sizes of the messages. */
    Messages sizes() {
        return MessagesParameter.read(messageSize, messages);
    }

    /** Opens the connections. */
    abstract ClosedLoop connect(SocketAddress server) throws IOException;

    /** Connects to the server. */
    @Setup(Level.Trial)
    public void beginTrial(ServerUnderTest server) throws IOException {
        load = connect(server.address());
    }

    /** Begins an iteration, with nothing outstanding. */
    @Setup(Level.Iteration)
    public void beginIteration() {
        completedBefore = load.completed();
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
    public void endTrial() throws IOException {
        load.close();
    }
}
