package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#slowClose}. The end of the stream can be read twice, and is: late. */
record SlowClose(Duration delay) implements EchoFault {

    SlowClose {
        Bounds.requireDuration("delay of slowClose", delay);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {

            private boolean delayed;

            @Override
            void onReadDone(Operation<?> read, int count) {
                if (count < 0 && !delayed) {
                    delayed = true;
                    read.hold(delay.toNanos(), read::proceed);
                } else {
                    read.succeed(count);
                }
            }
        };
    }
}
