package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#slicer(int, Duration)}. */
record Slicer(int bytes, Duration delay) implements EchoFault {

    Slicer {
        Bounds.requireAtLeast("bytes of slicer", bytes, 1);
        Bounds.requireDuration("delay of slicer", delay);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {
            @Override
            void onWrite(Operation<?> write) {
                boolean isNewChunk = write.buffer().position() == 0;
                write.hold(isNewChunk ? 0 : delay.toNanos(), () -> write.proceed(bytes));
            }
        };
    }
}
