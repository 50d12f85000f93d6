package io.github.nioecho.channels;

import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/** A result on its way to a handler, which is called once: whatever executors do. */
final class Delivery implements Runnable {

    private final Loop loop;
    private final CompletionHandler<Object, Object> handler;
    private final Object attachment;
    private final Object value;
    private final Throwable failure;
    private final AtomicBoolean claimed = new AtomicBoolean();

    Delivery(
            Loop loop,
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure) {
        this.loop = loop;
        this.handler = handler;
        this.attachment = attachment;
        this.value = value;
        this.failure = failure;
    }

    /** Returns whether the caller, the first one, is the one to call the handler. Any thread. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** Calls the handler, on a thread of its group, unless that is another one's. */
    @Override
    public void run() {
        if (claim()) {
            call();
        }
    }

    /** Calls the handler; it has been claimed. What the handler throws is thrown. */
    void call() {
        Loop before = Loop.enter(loop);
        try {
            tell(handler, attachment, value, failure);
        } finally {
            Loop.enter(before);
        }
    }

    static void tell(
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure) {
        if (failure == null) {
            handler.completed(value, attachment);
        } else {
            handler.failed(failure, attachment);
        }
    }
}
