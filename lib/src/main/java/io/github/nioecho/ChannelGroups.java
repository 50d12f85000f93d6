package io.github.nioecho;

import io.github.nioecho.server.ServerThreads;
import io.github.nioecho.server.Uninterruptibly;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The channel groups of one server, opened so that a failure leaves nothing open.
 *
 * <p>The JDK opens a group's descriptors first and makes its threads then. What a thread factory
 * throws meanwhile it lets through, and nobody can close the group any more, but for one exception
 * that it takes as an executor's no and passes over (see
 * {@code AsynchronousChannelGroupImpl.startThreads}). It lets through as well what {@code
 * Thread.start} throws, which nothing can be done about; so that is tried before.
 */
final class ChannelGroups implements ThreadFactory {

    private static final long FAILED_START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AsynchronousChannelProvider provider;
    private final ServerThreads threadFactory;
    private final List<AsynchronousChannelGroup> groups = new ArrayList<>();

    /** What the thread factory threw; null while it did not. */
    private Throwable failure;

    ChannelGroups(AsynchronousChannelProvider provider, ServerThreads threadFactory) {
        this.provider = provider;
        this.threadFactory = threadFactory;
    }

    /**
     * Opens groups. Whoever throws may leave some open, for {@link #close}.
     *
     * @return as many groups, of so many threads each
     */
    List<AsynchronousChannelGroup> open(int count, int threadsEach) throws IOException {
        requireThreads(count * threadsEach);
        for (int i = 0; i < count; i++) {
            try {
                groups.add(provider.openAsynchronousChannelGroup(threadsEach, this));
            } catch (RejectedExecutionException passedOn) {
                // By another provider than the JDK's.
                throwFailure();
                throw passedOn;
            }
            throwFailure();
        }
        return groups;
    }

    /** Closes the groups, their channels and their threads. */
    void close(Throwable cause) {
        long deadlineNanos = System.nanoTime() + FAILED_START_TIMEOUT_NANOS;
        for (AsynchronousChannelGroup group : groups) {
            try {
                group.shutdownNow();
                group.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (IOException e) {
                cause.addSuppressed(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Thread newThread(Runnable task) {
        try {
            return threadFactory.newThread(task);
        } catch (Throwable t) {
            failure = t;
            throw new RejectedExecutionException(t);
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        if (thrown instanceof Error e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Fails while nothing is open if the process has no threads left, with one to spare. */
    private static void requireThreads(int count) {
        CountDownLatch enough = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i <= count; i++) {
                Thread thread = new Thread(() -> Uninterruptibly.await(enough::await));
                thread.start();
                threads.add(thread);
            }
        } finally {
            enough.countDown();
            for (Thread thread : threads) {
                Uninterruptibly.await(thread::join);
            }
        }
    }
}
