package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#neverRead}. */
record NeverRead() implements EchoFault {

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {
            @Override
            void onRead(Operation<?> read) {
                read.hold(read::proceed);
            }
        };
    }
}
