package io.github.nioecho.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of one server, which comes once. Safe for use by several threads. */
public final class ServerEnd {

    private final ServerThreads threads;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Opens after {@link #closed} has completed all futures that were handed out. */
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Makes the end of a server that runs.
     *
     * @param threads its threads, which must not wait for the end: it could not come
     */
    public ServerEnd(ServerThreads threads) {
        this.threads = threads;
    }

    /**
     * Begins the end, unless that is done, and waits until it has come. On one of the server's own
     * threads returns at once. An interrupt does not shorten the wait, and is set when it is over.
     *
     * @param stop what leads to a call of {@link #come}
     */
    public void begin(Runnable stop) {
        if (begun.compareAndSet(false, true)) {
            stop.run();
        }
        if (!threads.includeCurrent()) {
            Uninterruptibly.await(ended::await);
        }
    }

    /**
     * Says that the server has closed. The first call counts.
     *
     * @param failure what of the server could not be closed; null for nothing
     */
    public void come(Throwable failure) {
        if (failure == null) {
            closed.complete(null);
        } else {
            closed.completeExceptionally(failure);
        }
        ended.countDown();
    }

    /** Returns whether the server has closed. */
    public boolean hasCome() {
        return closed.isDone();
    }

    /** Returns a new future that completes when the server has closed. */
    public CompletableFuture<Void> whenClosed() {
        return closed.copy();
    }
}
