package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** The result of an operation that has no handler. To cancel it stops the operation. */
final class OperationFuture<V> extends CompletableFuture<V> {

    private final Channel channel;
    private final Slot slot;

    OperationFuture(Channel channel, Slot slot) {
        this.channel = channel;
        this.slot = slot;
    }

    /** Completes it; returns whether it was not cancelled before. */
    boolean finish(V value, Throwable failure) {
        return failure == null ? complete(value) : completeExceptionally(failure);
    }

    /**
     * Cancels the operation. With {@code mayInterruptIfRunning} this closes the channel, as that of
     * the JDK does.
     *
     * @return false if it has completed or been cancelled before
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!completeExceptionally(new CancellationException())) {
            return false;
        }
        slot.cancelled();
        if (mayInterruptIfRunning) {
            try {
                channel.close();
            } catch (IOException expected) {
                // The caller wants the operation gone, and it is.
            }
        }
        return true;
    }
}
