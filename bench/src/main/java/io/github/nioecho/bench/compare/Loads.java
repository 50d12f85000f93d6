package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.load.Churn;
import io.github.nioecho.bench.load.ClosedLoop;
import io.github.nioecho.bench.load.Load;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.LongConsumer;

/** Makes the load that a setting stands for. */
public final class Loads {

    /** Seed of the messages' bytes, and of the order of their sizes. Any would do. */
    public static final long MESSAGE_SEED = 862;

    private Loads() {
    }

    /**
     * Connects.
     *
     * @param nanos is given the service times
     * @throws IOException if the server refuses
     */
    static Load connect(Setting setting, SocketAddress address, LongConsumer nanos)
            throws IOException {
        return switch (setting.question()) {
            case THROUGHPUT, LATENCY -> ClosedLoop.connect(address, setting.connections(),
                    setting.messages(), MESSAGE_SEED, nanos);
            case CHURN -> Churn.against(address, setting.connections(),
                    setting.messages(), MESSAGE_SEED);
        };
    }

    /**
     * Keeps the server busy, and leaves nothing outstanding.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    static void run(Load load, long millis) throws IOException {
        long endNanos = System.nanoTime() + millis * 1_000_000;
        do {
            load.roundTrip();
        } while (System.nanoTime() - endNanos < 0);
        load.drain();
    }
}
