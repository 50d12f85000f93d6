package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#bandwidth}. */
record Bandwidth(long bytesPerSecond) implements EchoFault {

    Bandwidth {
        Bounds.requireAtLeast("bytesPerSecond", bytesPerSecond, 1);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return limit(accepted, timer, System::nanoTime);
    }

    /** As above, by a clock of the caller's. */
    AsynchronousSocketChannel limit(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            LongSupplier nanoClock) {
        return new FaultyChannel(accepted, timer) {

            private final TokenBucket bucket =
                    new TokenBucket(bytesPerSecond, nanoClock.getAsLong());

            @Override
            void onWrite(Operation<?> write) {
                write.hold(
                        bucket.waitNanos(nanoClock.getAsLong()),
                        () -> write.proceed(bucket.available(nanoClock.getAsLong())));
            }

            @Override
            void onWritten(int count) {
                bucket.take(count);
            }
        };
    }
}
