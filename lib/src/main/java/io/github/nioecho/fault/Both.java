package io.github.nioecho.fault;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#and}: what comes back passes the second one first. */
record Both(EchoFault first, EchoFault second) implements EchoFault {

    Both {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "other");
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) throws IOException {
        return second.apply(first.apply(accepted, timer, random), timer, random);
    }
}
