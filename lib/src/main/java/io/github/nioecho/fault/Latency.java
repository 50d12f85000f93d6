package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#latency(Duration, Duration)}. */
record Latency(Duration latency, Duration jitter) implements EchoFault {

    Latency {
        Bounds.requireDuration("latency", latency);
        Bounds.requireDuration("jitter", jitter);
        if (jitter.compareTo(latency) > 0) {
            throw new IllegalArgumentException(
                    "jitter must be in 0.." + latency + ", the latency, was " + jitter);
        }
    }

    /** Returns how long the next chunk is held back. */
    long nextNanos(RandomGenerator random) {
        return (long) (latency.toNanos() + (2 * random.nextDouble() - 1) * jitter.toNanos());
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return delay(accepted, timer, random, System::nanoTime);
    }

    /** As above, by a clock of the caller's. */
    AsynchronousSocketChannel delay(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random,
            LongSupplier nanoClock) {
        return new DelayedChannel(accepted, timer, () -> nextNanos(random), nanoClock);
    }
}
