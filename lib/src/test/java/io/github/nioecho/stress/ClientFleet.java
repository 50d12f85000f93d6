package io.github.nioecho.stress;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs the clients of one seed, in the order of their numbers, so many at a time; and clients that
 * stream beside them.
 */
final class ClientFleet implements AutoCloseable {

    private final long seed;
    private final int atATime;
    private final int streams;
    private final Content content;
    private final Function<ServerKind, InetSocketAddress> servers;
    private final Tally tally;
    private final Duration clientTimeout;
    private final ExecutorService workers;
    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final AtomicLong nextNumber = new AtomicLong();
    private final AtomicLong nextStream = new AtomicLong();
    private final Set<ClientPlan> running = ConcurrentHashMap.newKeySet();

    ClientFleet(
            long seed,
            int atATime,
            int streams,
            Duration clientTimeout,
            Function<ServerKind, InetSocketAddress> servers,
            Tally tally) {
        this.seed = seed;
        this.atATime = atATime;
        this.streams = streams;
        this.clientTimeout = clientTimeout;
        this.servers = servers;
        this.tally = tally;
        content = new Content(seed);
        workers = Executors.newFixedThreadPool(atATime + streams);
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
        CountDownLatch done = new CountDownLatch(atATime + streams);
        for (int i = 0; i < atATime + streams; i++) {
            Supplier<ClientPlan> plans = i < atATime
                    ? () -> ClientPlan.of(seed, nextNumber.getAndIncrement())
                    : () -> ClientPlan.stream(seed, nextStream.getAndIncrement());
            workers.execute(() -> {
                try {
                    runClients(plans, enough);
                } finally {
                    done.countDown();
                }
            });
        }
        while (!done.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
            onInterval.run();
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("past the deadline, still running: " + running);
            }
        }
    }

    /** Interrupts whoever still waits, which after {@link #run} has returned is nobody. */
    @Override
    public void close() {
        workers.shutdownNow();
        senders.shutdownNow();
    }

    private void runClients(Supplier<ClientPlan> plans, BooleanSupplier enough) {
        StressClient client = new StressClient(content, senders, clientTimeout);
        while (!enough.getAsBoolean() && tally.failures().isEmpty()) {
            ClientPlan plan = plans.get();
            running.add(plan);
            try {
                tally.ended(plan, client.run(plan, servers.apply(plan.server())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable t) {
                tally.failed(plan, t);
            } finally {
                running.remove(plan);
            }
        }
    }
}
