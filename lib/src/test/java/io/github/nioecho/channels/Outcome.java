package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A handler that keeps what it was told, and counts how often. */
final class Outcome<V> implements CompletionHandler<V, Object> {

    private static final int PATIENCE_SECONDS = 20;

    private final CompletableFuture<V> result = new CompletableFuture<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Consumer<? super V> action;

    // Written by the thread that runs the handler, before the result.
    private Thread thread;
    private Object attachment;

    Outcome() {
        this(ignored -> { });
    }

    /** What it throws, the handler throws. */
    Outcome(Consumer<? super V> action) {
        this.action = action;
    }

    @Override
    public void completed(V value, Object attached) {
        called(attached);
        try {
            action.accept(value);
        } finally {
            result.complete(value);
        }
    }

    @Override
    public void failed(Throwable failure, Object attached) {
        called(attached);
        result.completeExceptionally(failure);
    }

    private void called(Object attached) {
        if (calls.incrementAndGet() == 1) {
            thread = Thread.currentThread();
            attachment = attached;
        }
    }

    /** Waits for success. */
    V value() throws Exception {
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the operation failed", e.getCause());
        }
    }

    /** Waits for a failure of a type, or of one below it. */
    <T extends Throwable> T failure(Class<T> type) throws Exception {
        try {
            throw new AssertionError(
                    "completed with " + result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return assertInstanceOf(type, e.getCause());
        }
    }

    /** Waits for either. */
    void end() throws Exception {
        try {
            result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException expected) {
            // A failure is an end.
        }
    }

    boolean endsWithin(long millis) throws Exception {
        try {
            result.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException expected) {
            return true;
        } catch (TimeoutException expected) {
            return false;
        }
        return true;
    }

    boolean isDone() {
        return result.isDone();
    }

    boolean hasFailed() {
        return result.isCompletedExceptionally();
    }

    int calls() {
        return calls.get();
    }

    /** Which thread ran it; after its end. */
    Thread thread() {
        return thread;
    }

    /** What was attached; after its end. */
    Object attachment() {
        return attachment;
    }
}
