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

    /** Whether that thread called {@link Engine#begin}. */
    private boolean begun;

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
     * Calls a handler, or has it called. Any thread.
     *
     * @throws ShutdownChannelGroupException if the loop has ended
     */
    void deliverFromAnywhere(
            CompletionHandler<?, ?> handler, Object attachment, Object value, Throwable failure) {
        @SuppressWarnings("unchecked")
        CompletionHandler<Object, Object> any = (CompletionHandler<Object, Object>) handler;
        perform(() -> deliver(any, attachment, value, failure, true));
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
        try {
            engine.begin();
            begun = true;
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
            runTasks();
        } finally {
            engine.close();
            HEAD.setVolatile(this, END);
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
        try {
            group.executor().execute(() -> tell(handler, attachment, value, failure));
        } catch (RejectedExecutionException e) {
            // A result is not lost because others have shut the executor down.
            call(handler, attachment, value, failure);
        }
    }

    private void call(
            CompletionHandler<Object, Object> handler,
            Object attachment,
            Object value,
            Throwable failure) {
        depth++;
        try {
            tell(handler, attachment, value, failure);
        } catch (Throwable t) {
            report(t);
        } finally {
            depth--;
        }
    }

    private static void tell(
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

    /** Tells whoever is to be told of what a thread dies of; this one lives on. */
    private void report(Throwable failure) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable expected) {
            // As when a thread dies: what that throws is ignored.
        }
    }
}
