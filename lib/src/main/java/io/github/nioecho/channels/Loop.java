package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread of a group and its engine: begins operations, waits, and calls handlers or has them
 * called. A channel belongs to one loop for good.
 */
final class Loop implements Runnable {

    /** How many handlers may be on the stack of one another: as many as in the JDK. */
    private static final int MAX_DEPTH = 16;

    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The loop in whose stead, or on whose thread, the present thread calls handlers. */
    private static final ThreadLocal<Loop> CURRENT = new ThreadLocal<>();

    private static final VarHandle HEAD;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Loop.class, "head", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In place of a task when the loop has ended. */
    private static final Task END = new Task() {
        @Override
        void run() {
            throw new AssertionError();
        }
    };

    private final LoopGroup group;
    private final Engine engine;
    private final Deadlines deadlines = new Deadlines();

    /** Deliveries that had to wait until the handlers on the stack have returned. The loop's. */
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>(0);

    /** The last task that was handed over, or {@link #END}. Any thread. */
    private volatile Task head;

    /** Whether whoever hands over the first task must wake the loop. Set by the loop. */
    private volatile boolean asleep;

    /** Set by the group when there is nothing left to do. */
    private volatile boolean ending;

    /** The thread that runs this; of use to that thread alone. */
    private Thread thread;

    /** The number of handlers on the stack. The loop's. */
    private int depth;

    Loop(LoopGroup group, Engine engine) {
        this.group = group;
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Returns whether this is the loop's thread. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Has this thread call handlers for a loop; null for none. Returns for which it did before. */
    static Loop enter(Loop loop) {
        Loop before = CURRENT.get();
        if (loop == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(loop);
        }
        return before;
    }

    /**
     * Hands a task over. Any thread.
     *
     * @throws ShutdownChannelGroupException if the loop has ended
     */
    void submit(Task task) {
        Task before;
        do {
            before = head;
            if (before == END) {
                throw new ShutdownChannelGroupException();
            }
            task.next = before;
        } while (!HEAD.compareAndSet(this, before, task));
        if (before == null && asleep) {
            engine.wakeup();
        }
    }

    /** Does something on the loop's thread: now, if this is it, or soon. Any thread. */
    void perform(Runnable action) {
        if (isCurrent()) {
            action.run();
            return;
        }
        submit(new Task() {
            @Override
            void run() {
                action.run();
            }
        });
    }

    /**
     * Calls a handler, or has it called. When the group has ended, the handlers that still run may
     * have others called, which are then called at once. Any thread.
     *
     * @throws ShutdownChannelGroupException if the group has ended, and this is no thread of its
     */
    void deliverFromAnywhere(
            CompletionHandler<?, ?> handler, Object attachment, Object value, Throwable failure) {
        @SuppressWarnings("unchecked")
        CompletionHandler<Object, Object> any = (CompletionHandler<Object, Object>) handler;
        Loop current = CURRENT.get();
        boolean inGroup = current != null && current.group == group;
        if (group.executor() != null) {
            Delivery delivery = new Delivery(this, any, attachment, value, failure);
            try {
                group.executor().execute(delivery);
            } catch (RejectedExecutionException e) {
                if (!delivery.claim()) {
                    throw e;
                }
                if (!inGroup) {
                    throw new ShutdownChannelGroupException();
                }
                delivery.call();
            }
            return;
        }
        try {
            perform(() -> deliver(any, attachment, value, failure, true));
        } catch (ShutdownChannelGroupException e) {
            if (!inGroup) {
                throw e;
            }
            current.deliver(any, attachment, value, failure, true);
        }
    }

    /** Called by the engine when it has waited. */
    void awake() {
        if (asleep) {
            asleep = false;
        }
    }

    /** Has the loop end; it has no channels. Any thread. */
    void end() {
        ending = true;
        engine.wakeup();
    }

    /**
     * Calls a handler, or has it called: by the group's executor if there is one; or else on this
     * thread, now if it may be, or later. On the loop's thread.
     */
    void deliver(
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure,
            boolean direct) {
        if (group.executor() != null) {
            execute(handler, attachment, value, failure);
        } else if (depth == 0 || (direct && depth < MAX_DEPTH)) {
            call(handler, attachment, value, failure);
        } else {
            deferred.add(() -> call(handler, attachment, value, failure));
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        enter(this);
        try {
            engine.begin();
            int failures = 0;
            while (!ending || head != null || !deferred.isEmpty()) {
                try {
                    turn();
                    failures = 0;
                } catch (Error | RuntimeException e) {
                    // For want of memory, say. Whoever has operations pending needs the thread.
                    report(e);
                    failures = Math.min(failures + 1, Integer.SIZE);
                    LockSupport.parkNanos(Math.min(MAX_PAUSE_NANOS, 1L << failures));
                }
            }
        } catch (IOException e) {
            report(e);
            group.failed();
        } finally {
            // What is handed over meanwhile must not be lost.
            while (!deferred.isEmpty() || !HEAD.compareAndSet(this, null, END)) {
                runTasks();
                runDeferred();
            }
            engine.close();
            enter(null);
            group.ended();
        }
    }

    private void turn() throws IOException {
        runTasks();
        long nanos = deferred.isEmpty() ? deadlines.nanosLeft() : 0;
        // A handler that interrupts its thread must not cut the waits short.
        Thread.interrupted();
        asleep = true;
        engine.await(head == null && !ending ? nanos : 0, this);
        awake();
        deadlines.expire();
        runDeferred();
    }

    private void runDeferred() {
        // Those that are added meanwhile wait for the next turn, so that nobody is starved.
        for (int i = deferred.size(); i > 0; i--) {
            deferred.remove().run();
        }
    }

    /** Runs what was handed over, in that order. */
    private void runTasks() {
        if (head == null) {
            return;
        }
        Task last = (Task) HEAD.getAndSet(this, null);
        Task first = null;
        while (last != null) {
            Task before = last.next;
            last.next = first;
            first = last;
            last = before;
        }
        while (first != null) {
            Task next = first.next;
            first.next = null;
            try {
                first.run();
            } catch (Error | RuntimeException e) {
                report(e);
            }
            first = next;
        }
    }

    private void execute(
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure) {
        Delivery delivery = new Delivery(this, handler, attachment, value, failure);
        try {
            group.executor().execute(delivery);
        } catch (Throwable t) {
            // A result is not lost because others have shut the executor down, or for want of
            // memory for a thread.
            if (delivery.claim()) {
                call(handler, attachment, value, failure);
            } else {
                report(t);
            }
        }
    }

    private void call(
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure) {
        depth++;
        try {
            Delivery.tell(handler, attachment, value, failure);
        } catch (Throwable t) {
            report(t);
        } finally {
            depth--;
        }
    }

    /** Tells whoever is to be told of what a thread dies of; this one lives on. */
    private void report(Throwable failure) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable expected) {
            // As when a thread dies: what that throws is ignored.
        }
    }
}
