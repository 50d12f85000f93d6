package io.github.nioecho.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ShutdownChannelGroupException;

/**
 * The place of the one operation of a kind that a channel may have pending.
 *
 * <p>An operation is <em>pending</em> from the call that begins it until its result is due; the
 * engine has it as <em>active</em> from some time after that until the kernel has let go of it. A
 * future that is cancelled makes room for the next pending operation at once, which becomes active
 * when the cancelled one is not any more.
 *
 * <p>For an operation with a handler the same object serves again and again.
 */
abstract class Slot extends Task {

    private static final VarHandle PENDING;
    private static final VarHandle QUEUED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PENDING = lookup.findVarHandle(Slot.class, "pending", Operation.class);
            QUEUED = lookup.findVarHandle(Slot.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Loop loop;
    private final Channel channel;
    private final Operation reusable = new Operation(null);

    /** Set by the caller that begins one, cleared by the loop; see above. */
    private volatile Operation pending;

    /** Whether it is in the loop's queue. */
    private volatile boolean queued;

    /** What the engine has; null if nothing. The loop's. */
    private Operation active;

    /** Whether the active operation's time is over. The loop's. */
    private boolean timedOut;

    /** When {@link Deadlines} looks at this slot next; meaningful while it is listed. The loop's. */
    long lookNanos;
    boolean listed;

    Slot(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** Begins the active operation. On the loop's thread. */
    abstract void begin(Operation operation);

    /** Has the active operation settle soon. On the loop's thread. */
    abstract void stop();

    /** Takes a result that came although the future had been cancelled. On the loop's thread. */
    abstract void dropped(Operation operation, Object value);

    /** Returns whether the result may be delivered inside the call that began the operation. */
    boolean mayBeDirect() {
        return true;
    }

    /** Returns the operation that the engine has. On the loop's thread. */
    final Operation active() {
        return active;
    }

    /** Returns whether one is pending. Any thread. */
    final boolean isPending() {
        Operation now = pending;
        return now != null && !now.isCancelled();
    }

    /** Returns an operation for a handler; null if one is pending already. Any thread. */
    final Operation claim(CompletionHandler<?, ?> handler, Object attachment) {
        if (!claim(reusable)) {
            return null;
        }
        @SuppressWarnings("unchecked")
        CompletionHandler<Object, Object> any = (CompletionHandler<Object, Object>) handler;
        reusable.handler = any;
        reusable.attachment = attachment;
        return reusable;
    }

    /** Returns an operation for a future; null if one is pending already. Any thread. */
    final Operation claim() {
        Operation operation = new Operation(new OperationFuture<>(channel, this));
        return claim(operation) ? operation : null;
    }

    /** Hands the claimed operation over. On the thread that claimed it. */
    final void start(Operation operation) {
        operation.ready = true;
        if (loop.isCurrent()) {
            startPending();
        } else {
            hand();
        }
    }

    /** Called when the pending operation's future has been cancelled. Any thread. */
    final void cancelled() {
        if (loop.isCurrent()) {
            run();
            return;
        }
        try {
            hand();
        } catch (ShutdownChannelGroupException expected) {
            // The loop has stopped everything and ended.
        }
    }

    private boolean claim(Operation operation) {
        Operation before;
        do {
            before = pending;
            if (before != null && !before.isCancelled()) {
                return false;
            }
        } while (!PENDING.compareAndSet(this, before, operation));
        return true;
    }

    private void hand() {
        if (QUEUED.compareAndSet(this, false, true)) {
            try {
                loop.submit(this);
            } catch (Throwable t) {
                queued = false;
                pending = null;
                throw t;
            }
        }
    }

    @Override
    final void run() {
        queued = false;
        if (active == null) {
            startPending();
        } else if (active.isCancelled()) {
            stop();
        }
    }

    private void startPending() {
        Operation operation = pending;
        if (operation == null || !operation.ready || active != null) {
            return;
        }
        if (operation.isCancelled()) {
            PENDING.compareAndSet(this, operation, null);
            return;
        }
        active = operation;
        timedOut = false;
        if (!channel.isOpen()) {
            settleStopped();
            return;
        }
        if (operation.timed) {
            loop.deadlines().list(this, operation.deadlineNanos);
        }
        begin(operation);
    }

    /** Called at or after the time asked for in {@link #lookNanos}. On the loop's thread. */
    void look(long nowNanos) {
        if (active == null || !active.timed || timedOut) {
            return;
        }
        if (active.deadlineNanos - nowNanos > 0) {
            loop.deadlines().list(this, active.deadlineNanos);
            return;
        }
        timedOut = true;
        stop();
    }

    /** Ends the active operation with its result. On the loop's thread. */
    final void settle(Object value) {
        settle(value, null, mayBeDirect());
    }

    /** Ends the active operation with its failure. On the loop's thread. */
    final void settleFailed(Throwable failure) {
        settle(null, failure, mayBeDirect());
    }

    /** Ends the active operation, which did nothing before it was stopped. On the loop's thread. */
    final void settleStopped() {
        boolean open = channel.isOpen();
        Throwable why = open && timedOut
                ? new InterruptedByTimeoutException() : new AsynchronousCloseException();
        settle(null, why, open && mayBeDirect());
    }

    private void settle(Object value, Throwable failure, boolean direct) {
        Operation operation = active;
        active = null;
        CompletionHandler<Object, Object> handler = operation.handler;
        Object attachment = operation.attachment;
        if (handler != null) {
            operation.clear();
        }
        boolean replaced = !PENDING.compareAndSet(this, operation, null);
        if (handler != null) {
            loop.deliver(handler, attachment, value, failure, direct);
        } else if (!operation.future.finish(value, failure) && value != null) {
            dropped(operation, value);
        }
        if (replaced) {
            startPending();
        }
    }
}
