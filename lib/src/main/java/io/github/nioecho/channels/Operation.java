package io.github.nioecho.channels;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;

/**
 * What a caller asked for: what is to be done and who is told. Belongs to the thread that begins
 * the operation until it has handed it over, and then to the loop's.
 */
final class Operation {

    /** Told of the result; null where there is a future. */
    CompletionHandler<Object, Object> handler;
    Object attachment;
    final OperationFuture<Object> future;

    /** The buffer of a plain transfer; null for others. */
    ByteBuffer buffer;

    /** The buffers of a scattering or gathering transfer; null for others. */
    ByteBuffer[] buffers;

    /** When it fails, by {@link System#nanoTime}; meaningful where it is timed. */
    long deadlineNanos;
    boolean timed;

    /** Whether all of this is there: set by the caller last. Read by the loop. */
    volatile boolean ready;

    Operation(OperationFuture<Object> future) {
        this.future = future;
    }

    boolean isCancelled() {
        return future != null && future.isCancelled();
    }

    /** Lets go of everything. */
    void clear() {
        ready = false;
        handler = null;
        attachment = null;
        buffer = null;
        buffers = null;
        timed = false;
    }
}
