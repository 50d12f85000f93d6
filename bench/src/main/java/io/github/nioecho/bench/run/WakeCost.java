package io.github.nioecho.bench.run;

import io.github.nioecho.bench.server.Processors;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What it takes to wake a thread that sleeps on another processor: from just before
 * {@link LockSupport#unpark} until that thread runs. It has slept for as short a time as a thread
 * does between two messages, so the processor is not in deep sleep.
 *
 * <p>For one thread, the one that wakes.
 */
final class WakeCost implements AutoCloseable {

    private static final long ASLEEP_NANOS = 20_000;
    private static final long TIMEOUT_NANOS = 1_000_000_000;
    private static final long NOTHING = -1;

    private final Thread sleeper;
    // Set by the waking thread, cleared by the sleeper.
    private volatile boolean called;
    private volatile boolean closed;
    // When the sleeper ran; written by it, cleared by the waking thread.
    private volatile long ranAtNanos = NOTHING;
    private volatile IOException failure; // of the sleeper

    private WakeCost(Optional<Processors> parts) {
        this.sleeper = Thread.ofPlatform().daemon().name("sleeper").unstarted(() -> sleep(parts));
    }

    /**
     * Returns it in ns. The calling thread is to run on the client's part.
     *
     * @param parts the sleeper runs on the servers'; empty if threads cannot be bound
     * @throws IOException if threads cannot be bound after all, or it takes a second
     */
    static double nanos(Optional<Processors> parts) throws IOException {
        try (WakeCost cost = new WakeCost(parts)) {
            cost.sleeper.start();
            return CostBatches.median(cost::wake);
        }
    }

    private double wake() throws IOException {
        long began = System.nanoTime();
        while (sleeper.getState() != Thread.State.WAITING) {
            spin(began);
        }
        // Its state changes before it really sleeps.
        for (long end = System.nanoTime() + ASLEEP_NANOS; System.nanoTime() - end < 0;) {
            Thread.onSpinWait();
        }
        ranAtNanos = NOTHING;
        long calledAtNanos = System.nanoTime();
        called = true;
        LockSupport.unpark(sleeper);
        while (ranAtNanos == NOTHING) {
            spin(calledAtNanos);
        }
        return Math.max(0, ranAtNanos - calledAtNanos);
    }

    private void spin(long beganNanos) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (System.nanoTime() - beganNanos > TIMEOUT_NANOS) {
            throw new IOException("a thread did not wake within a second");
        }
        Thread.onSpinWait();
    }

    private void sleep(Optional<Processors> parts) {
        try {
            if (parts.isPresent()) {
                parts.get().servers().bindThisThread();
            }
        } catch (IOException e) {
            failure = e;
            return;
        }
        while (!closed) {
            LockSupport.park(this);
            long now = System.nanoTime();
            if (called) {
                called = false;
                ranAtNanos = now;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sleeper);
    }
}
