package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#none}. */
record None() implements EchoFault {

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return accepted;
    }
}
