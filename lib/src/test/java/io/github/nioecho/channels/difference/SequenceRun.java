package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Plays one sequence on one provider and notes what comes of it.
 *
 * <p>After each step it waits until all is done that has to be done by then, which it knows from
 * what it has sent, read, ended and closed: so no outcome depends on who is faster. What must not
 * happen, or not yet, shows as a line of a later step, at the latest when all is closed at the end.
 */
final class SequenceRun {

    private static final Comparator<Line> BY_TEXT =
            Comparator.comparingInt(Line::slot).thenComparing(Line::text);

    final AsynchronousChannelProvider provider;
    final ChannelSequence sequence;
    final Surroundings around;
    final Link[] links = new Link[ChannelSequence.CHANNELS];
    final Door[] doors = new Door[ChannelSequence.SERVERS];
    final boolean[] reserved = new boolean[ChannelSequence.CHANNELS];
    AsynchronousChannelGroup group;
    /** The group has been asked to end. */
    boolean shutdown;
    /** It has no channel left, and ends. */
    boolean over;
    /** What the group closes, in whatever order, is told of in whatever order. */
    boolean anyOrder;

    private final long limitNanos;
    private final Set<Operation<?>> pending = new LinkedHashSet<>();
    private final StepPlayer player = new StepPlayer(this);
    private final List<StepTrace> trace = new ArrayList<>();
    private final List<Line> calls = new ArrayList<>();
    private final List<Line> callbacks = new ArrayList<>();
    private final List<Line> answers = new ArrayList<>();
    private int running;
    private int uncaughtDue;

    SequenceRun(AsynchronousChannelProvider provider, ChannelSequence sequence,
            Surroundings around, long limitNanos) {
        this.provider = provider;
        this.sequence = sequence;
        this.around = around;
        this.limitNanos = limitNanos;
    }

    /** What should have been done is not, and will not be. */
    private static final class Stuck extends Exception {

        private static final long serialVersionUID = 1;

        Stuck(String message) {
            super(message);
        }
    }

    List<StepTrace> play() throws Exception {
        group = sequence.group().open(provider, task -> new GroupThread(task));
        Step step = null;
        try {
            for (Step next : sequence.steps()) {
                step = next;
                perform(step);
                settle();
                player.peers.meetPeers(calls);
                awaitEndOfGroup();
                note(step);
            }
            step = null;
            player.closeAll(calls);
            settle();
            awaitEndOfGroup();
            note(null);
        } catch (Stuck e) {
            say(calls, Line.GROUP, "STUCK " + e.getMessage());
            note(step);
        } finally {
            player.release();
            if (group != null) {
                group.shutdownNow();
                if (!group.awaitTermination(limitNanos, TimeUnit.NANOSECONDS)) {
                    say(calls, Line.GROUP, "does not end");
                    note(null);
                }
            }
        }
        return trace;
    }

    private void perform(Step step) throws Exception {
        if (step.thread() == 0) {
            player.perform(step, calls, true);
        } else {
            helper(step.thread() - 1).submit(() -> {
                player.perform(step, calls, true);
                return null;
            }).get();
        }
    }

    ExecutorService helper(int number) {
        return around.helpers.get(number);
    }

    private void awaitEndOfGroup() throws Stuck, InterruptedException {
        if (over && group != null
                && !group.awaitTermination(limitNanos, TimeUnit.NANOSECONDS)) {
            throw new Stuck("the group does not end");
        }
    }

    private synchronized void note(Step step) {
        List<Line> lines = new ArrayList<>(calls);
        if (anyOrder || sequence.group() != GroupKind.ONE_THREAD) {
            callbacks.sort(BY_TEXT);
        }
        anyOrder = false;
        lines.addAll(callbacks);
        lines.addAll(answers);
        trace.add(new StepTrace(step, lines));
        calls.clear();
        callbacks.clear();
        answers.clear();
    }

    synchronized void say(List<Line> out, int slot, String text) {
        out.add(new Line(slot, text));
    }

    /** What a call returns, or throws. */
    void attempt(List<Line> out, int slot, String name, Callable<String> call) {
        String outcome;
        try {
            outcome = call.call();
        } catch (Exception | Error e) {
            outcome = "throws " + e.getClass().getName();
        }
        say(out, slot, name + ' ' + outcome);
    }

    /** Begins an operation; only one that is refused says so at once. */
    <V> void start(List<Line> out, Operation<V> operation, Callable<Future<V>> starter) {
        synchronized (this) {
            pending.add(operation);
        }
        try {
            Future<V> future = starter.call();
            synchronized (this) {
                operation.future = future;
                operation.byFuture = future != null;
            }
        } catch (Exception | Error e) {
            synchronized (this) {
                pending.remove(operation);
            }
            say(out, operation.slot, operation.name + " throws " + e.getClass().getName());
        }
    }

    /** By a completion handler. */
    void called(Operation<?> operation, Object given, Supplier<String> outcome) {
        List<Step> then;
        synchronized (this) {
            String text = operation.name + ' ' + outcome.get();
            if (operation.done) {
                text += " AGAIN";
            }
            if (given != operation.attachment) {
                text += " WITH ANOTHER ATTACHMENT";
            }
            if (group != null && !(Thread.currentThread() instanceof GroupThread)) {
                text += " ON A FOREIGN THREAD";
            }
            callbacks.add(new Line(operation.slot, text));
            operation.done = true;
            pending.remove(operation);
            running++;
            then = operation.then;
        }
        Error error = null;
        RuntimeException exception = null;
        for (Step step : then) {
            if (step.kind() == Step.Kind.THROW) {
                if (group != null) {
                    error = step.choice() == 0 ? new AssertionError("on purpose") : null;
                    exception = new IllegalArgumentException("on purpose");
                }
            } else {
                player.perform(step, callbacks, false);
            }
        }
        synchronized (this) {
            running--;
            if (exception != null) {
                uncaughtDue++;
            }
            notifyAll();
        }
        if (error != null) {
            throw error;
        }
        if (exception != null) {
            throw exception;
        }
    }

    private synchronized void uncaught(Throwable failure) {
        callbacks.add(new Line(Line.GROUP, "uncaught " + failure.getClass().getName()));
        uncaughtDue--;
        notifyAll();
    }

    private void settle() throws Stuck, InterruptedException {
        long end = System.nanoTime() + limitNanos;
        for (;;) {
            Operation<?> answer = null;
            synchronized (this) {
                for (;;) {
                    Operation<?> late = null;
                    for (Operation<?> operation : pending) {
                        if (operation.due.getAsBoolean()) {
                            late = operation;
                            if (operation.byFuture) {
                                answer = operation;
                                break;
                            }
                        }
                    }
                    if (running == 0 && uncaughtDue == 0 && (late == null || answer != null)) {
                        break;
                    }
                    long leftNanos = end - System.nanoTime();
                    if (leftNanos <= 0) {
                        throw new Stuck(late != null ? "c" + late.slot + ' ' + late.name
                                : running > 0 ? "a handler" : "uncaught");
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
                }
            }
            if (answer == null) {
                return;
            }
            take(answer, Math.max(1, end - System.nanoTime()));
        }
    }

    private <V> void take(Operation<V> operation, long leftNanos)
            throws Stuck, InterruptedException {
        try {
            answered(operation, leftNanos);
        } catch (TimeoutException e) {
            throw new Stuck("c" + operation.slot + ' ' + operation.name);
        }
    }

    /** Waits for a future. */
    private <V> void answered(Operation<V> operation, long nanos)
            throws InterruptedException, TimeoutException {
        String outcome;
        try {
            V result = operation.future.get(nanos, TimeUnit.NANOSECONDS);
            synchronized (this) {
                outcome = operation.effect.completed(result);
            }
        } catch (ExecutionException e) {
            synchronized (this) {
                outcome = operation.effect.failed(e.getCause());
            }
        } catch (CancellationException e) {
            outcome = "is cancelled";
        }
        synchronized (this) {
            operation.done = true;
            pending.remove(operation);
            answers.add(new Line(operation.slot, operation.name + ' ' + outcome));
        }
    }

    /** Whether an operation is done within a time. */
    boolean isDoneWithin(Operation<?> operation, long nanos) throws InterruptedException {
        boolean byFuture;
        synchronized (this) {
            byFuture = operation.byFuture;
        }
        if (byFuture) {
            try {
                answered(operation, nanos);
                return true;
            } catch (TimeoutException expected) {
                return false;
            }
        }
        long end = System.nanoTime() + nanos;
        synchronized (this) {
            while (!operation.done && System.nanoTime() - end < 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
            }
            return operation.done;
        }
    }

    long limitNanos() {
        return limitNanos;
    }

    synchronized List<Operation<?>> pendingAt(int slot) {
        List<Operation<?>> found = new ArrayList<>();
        for (Operation<?> operation : pending) {
            if (operation.slot == slot) {
                found.add(operation);
            }
        }
        return found;
    }

    boolean hasPending(Link link, String name) {
        return pendingAt(link.slot).stream().anyMatch(o -> o.name.contains(name));
    }

    synchronized void forget(Operation<?> operation) {
        operation.done = true;
        pending.remove(operation);
    }

    /** Only one handler at a time may go on: two of them could overtake each other. */
    synchronized List<Step> unlessOtherGoesOn(List<Step> then) {
        for (Operation<?> operation : pending) {
            if (!operation.then.isEmpty()) {
                return List.of();
            }
        }
        for (Link link : links) {
            if (link != null && link.stalled && !link.closed) {
                return List.of();
            }
        }
        return then;
    }

    /** No handler goes on: what they would do could overtake what is being closed. */
    synchronized void noneGoesOn() {
        for (Operation<?> operation : pending) {
            operation.then = List.of();
        }
    }

    synchronized boolean anyGoesOn() {
        return pending.stream().anyMatch(operation -> !operation.then.isEmpty());
    }

    /** Forgets what was noted of something whose number of times depends on the kernel. */
    synchronized void dropAnswers(String name) {
        callbacks.removeIf(line -> line.text().startsWith(name));
        answers.removeIf(line -> line.text().startsWith(name));
    }

    /** By which a handler's thread is known. */
    private final class GroupThread extends Thread {

        GroupThread(Runnable task) {
            super(task);
            setDaemon(true);
            setUncaughtExceptionHandler((thread, failure) -> uncaught(failure));
        }
    }

    void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (IOException expected) {
            // The run is over, or its trace already shows why.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
