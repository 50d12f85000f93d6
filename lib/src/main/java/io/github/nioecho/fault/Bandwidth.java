package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#bandwidth}. */
record Bandwidth(long bytesPerSecond) implements EchoFault {

    /** A portion is what may pass in 20 ms: smooth enough, and no more timers than needed. */
    private static final long PORTIONS_PER_SECOND = 50;

    Bandwidth {
        Bounds.requireAtLeast("bytesPerSecond", bytesPerSecond, 1);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {

            private final long portionBytes = Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND);
            private long freeNanos = System.nanoTime();

            @Override
            void onWrite(Operation<?> write) {
                write.hold(freeNanos - System.nanoTime(), () -> write.proceed(portionBytes));
            }

            @Override
            void onWritten(int count) {
                long now = System.nanoTime();
                freeNanos = (freeNanos - now > 0 ? freeNanos : now)
                        + count * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            }
        };
    }
}
