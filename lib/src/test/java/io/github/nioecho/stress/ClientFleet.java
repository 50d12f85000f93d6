package io.github.nioecho.stress;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Runs the clients of one seed, in the order of their numbers, so many at a time. */
final class ClientFleet implements AutoCloseable {

    private final long seed;
    private final int atATime;
    private final Content content;
    private final Function<ServerKind, InetSocketAddress> servers;
    private final Tally tally;
    private final Duration clientTimeout;
    private final ExecutorService workers;
    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final AtomicLong nextNumber = new AtomicLong();
    private final Map<Long, ClientPlan> running = new ConcurrentHashMap<>();

    ClientFleet(
            long seed,
            int atATime,
            Duration clientTimeout,
            Function<ServerKind, InetSocketAddress> servers,
            Tally tally) {
        this.seed = seed;
        this.atATime = atATime;
        this.clientTimeout = clientTimeout;
        this.servers = servers;
        this.tally = tally;
        content = new Content(seed);
        workers = Executors.newFixedThreadPool(atATime);
    }

    /**
     * Runs clients until there were enough or one has failed, and waits for those under way.
     *
     * @param enough asked before each client
     * @param onInterval called each {@code interval} meanwhile, by the calling thread
     * @param deadlineNanos by {@link System#nanoTime}, when to give up waiting
     */
    void run(BooleanSupplier enough, Duration interval, Runnable onInterval, long deadlineNanos)
            throws InterruptedException {
        CountDownLatch done = new CountDownLatch(atATime);
        for (int i = 0; i < atATime; i++) {
            workers.execute(() -> {
                try {
                    runClients(enough);
                } finally {
                    done.countDown();
                }
            });
        }
        while (!done.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
            onInterval.run();
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("past the deadline, still running: " + running.values());
            }
        }
    }

    /** Interrupts whoever still waits, which after {@link #run} has returned is nobody. */
    @Override
    public void close() {
        workers.shutdownNow();
        senders.shutdownNow();
    }

    private void runClients(BooleanSupplier enough) {
        StressClient client = new StressClient(content, senders, clientTimeout);
        while (!enough.getAsBoolean() && tally.failures().isEmpty()) {
            ClientPlan plan = ClientPlan.of(seed, nextNumber.getAndIncrement());
            running.put(plan.number(), plan);
            try {
                tally.ended(plan, client.run(plan, servers.apply(plan.server())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable t) {
                tally.failed(plan, t);
            } finally {
                running.remove(plan.number());
            }
        }
    }
}
