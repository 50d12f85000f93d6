package io.github.nioecho;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * Which connections of a server misbehave, and how. Immutable.
 *
 * @param forAll the fault of the connections that have none of their own
 * @param byNumber the faults of single connections, by {@link ConnectionInfo#id}
 * @param seed decides all that is random, together with a connection's number
 */
record Faults(ConnectionFault forAll, Map<Long, ConnectionFault> byNumber, long seed) {

    /** Leaves the connection as it is. */
    static final ConnectionFault NONE = new ConnectionFault() {
        @Override
        public AsynchronousSocketChannel apply(
                AsynchronousSocketChannel accepted,
                ScheduledExecutorService timer,
                RandomGenerator random) {
            return accepted;
        }
    };

    Faults {
        Objects.requireNonNull(forAll, "fault");
        byNumber = Map.copyOf(byNumber);
        for (long number : byNumber.keySet()) {
            if (number < 1) {
                throw new IllegalArgumentException(
                        "connectionNumber of a fault must be >= 1, was " + number);
            }
        }
    }

    /** Returns the accepted channel itself where no fault is set, and null where one refuses it. */
    AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted, long number, ScheduledExecutorService timer)
            throws IOException {
        ConnectionFault fault = byNumber.isEmpty() ? forAll : byNumber.getOrDefault(number, forAll);
        if (fault == NONE) {
            return accepted;
        }
        AsynchronousSocketChannel faulty =
                fault.apply(accepted, timer, new SplittableRandom(31 * seed + number));
        return faulty.isOpen() ? faulty : null;
    }
}
