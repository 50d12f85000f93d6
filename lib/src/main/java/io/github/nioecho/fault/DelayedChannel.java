package io.github.nioecho.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Passes on what is written when its time has come, and lets the writer go on meanwhile: a write is
 * over as soon as there is room for its bytes. So, unlike other faults, this one has a write of its
 * own pending, beside a read of the server's.
 *
 * <p>What has to come after the bytes waits until the last of them has gone on: the end of the
 * client's stream, at which the server would close, and the end of the output. Where passing on
 * fails there may be no operation to tell it by; the channel closes, which makes what is pending or
 * begun later fail, and all of that is told the first failure.
 */
final class DelayedChannel extends FaultyChannel {

    private static final CompletionHandler<Integer, DelayedChannel> ON_PASSED =
            new CompletionHandler<>() {
                @Override
                public void completed(Integer count, DelayedChannel channel) {
                    if (count == null) {
                        failed(new IllegalStateException("a write without a result"), channel);
                    } else {
                        channel.onPassed();
                    }
                }

                @Override
                public void failed(Throwable failure, DelayedChannel channel) {
                    channel.fail(failure);
                }
            };

    private final LongSupplier delayNanos;
    private final LongSupplier nanoClock;
    private final Object lock = new Object();

    // All guarded by lock.
    private final DelayLine line = new DelayLine();
    private final List<Runnable> whenEmpty = new ArrayList<>();

    /** A write for which there was no room; null if there is none. */
    private Operation<?> waiting;

    /** Whether the line's first chunk is being passed on. */
    private boolean passing;

    /** Rings when the line's first chunk is due; null when it need not. */
    private Future<?> alarm;

    private Throwable failure;
    private boolean closing;
    private boolean closed;

    /**
     * Delays what is written to a channel.
     *
     * @param delayNanos asked for each chunk, under the lock
     */
    DelayedChannel(
            AsynchronousSocketChannel next,
            ScheduledExecutorService timer,
            LongSupplier delayNanos,
            LongSupplier nanoClock) {
        super(next, timer);
        this.delayNanos = delayNanos;
        this.nanoClock = nanoClock;
    }

    @Override
    void onRead(Operation<?> read) {
        if (received() < readableAhead() || isEmptyOrThen(read::resume)) {
            read.proceed();
        }
    }

    /** The end of the stream can be read twice, and is. */
    @Override
    void onReadDone(Operation<?> read, int count) {
        if (count < 0 && hasFailed()) {
            read.proceed();
        } else if (count >= 0 || isEmptyOrThen(read::resume)) {
            read.succeed(count);
        }
    }

    @Override
    void onWrite(Operation<?> write) {
        int count = 0;
        boolean late;
        synchronized (lock) {
            late = closed;
            if (!late) {
                count = add(write);
                waiting = count == 0 ? write : null;
            }
        }
        if (late) {
            write.proceed();
        } else if (count > 0) {
            passOn();
            write.succeedSoon(count);
        }
    }

    @Override
    Throwable onFailed(Throwable told) {
        synchronized (lock) {
            return failure == null ? told : failure;
        }
    }

    @Override
    void whenSent(Runnable action) {
        if (isEmptyOrThen(() -> super.whenSent(action))) {
            super.whenSent(action);
        }
    }

    @Override
    void endOutput() throws IOException {
        if (isEmptyOrThen(this::endOutputLate)) {
            super.endOutput();
        }
    }

    private void endOutputLate() {
        try {
            super.endOutput();
        } catch (Throwable t) {
            fail(t);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            // Before the line is forgotten: no byte must go on in place of those.
            super.close();
        } finally {
            forget();
        }
    }

    private void forget() {
        Operation<?> unwritten;
        List<Runnable> actions;
        synchronized (lock) {
            closed = true;
            passing = false;
            line.clear();
            if (alarm != null) {
                alarm.cancel(false);
            }
            unwritten = waiting;
            waiting = null;
            actions = takeActions();
        }
        if (unwritten != null) {
            unwritten.resume();
        }
        actions.forEach(Runnable::run);
    }

    private boolean hasFailed() {
        synchronized (lock) {
            return failure != null;
        }
    }

    private int add(Operation<?> write) {
        return line.add(write.buffer(), nanoClock.getAsLong() + delayNanos.getAsLong());
    }

    /** Returns whether nothing waits to be passed on; otherwise does something when nothing does. */
    private boolean isEmptyOrThen(Runnable action) {
        synchronized (lock) {
            if (line.isEmpty()) {
                return true;
            }
            whenEmpty.add(action);
            return false;
        }
    }

    private List<Runnable> takeActions() {
        List<Runnable> actions = List.copyOf(whenEmpty);
        whenEmpty.clear();
        return actions;
    }

    /** Passes the first chunk on if it is due, and otherwise when it is. */
    private void passOn() {
        synchronized (lock) {
            if (passing || alarm != null || line.isEmpty()) {
                return;
            }
            long nanos = line.firstDueNanos() - nanoClock.getAsLong();
            if (nanos > 0) {
                setAlarm(nanos);
                return;
            }
            passing = true;
        }
        writeFirst();
    }

    private void setAlarm(long nanos) {
        try {
            alarm = timer().schedule(this::onAlarm, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException expected) {
            // The server has closed, and this channel with it.
        }
    }

    private void onAlarm() {
        synchronized (lock) {
            alarm = null;
            if (closed) {
                return;
            }
            passing = true;
        }
        writeFirst();
    }

    private void writeFirst() {
        ByteBuffer chunk;
        synchronized (lock) {
            if (closed) {
                return;
            }
            chunk = line.first();
        }
        try {
            next.write(chunk, this, ON_PASSED);
        } catch (Throwable t) {
            fail(t);
        }
    }

    private void onPassed() {
        Operation<?> write = null;
        int count = 0;
        List<Runnable> actions = List.of();
        synchronized (lock) {
            if (!passing) {
                return;
            }
            passing = false;
            if (!line.first().hasRemaining()) {
                line.removeFirst();
            }
            if (waiting != null) {
                count = add(waiting);
                write = count > 0 ? waiting : null;
                waiting = count > 0 ? null : waiting;
            }
            if (line.isEmpty()) {
                actions = takeActions();
            }
        }
        passOn();
        if (write != null) {
            write.succeedSoon(count);
        }
        actions.forEach(Runnable::run);
    }

    private void fail(Throwable reason) {
        synchronized (lock) {
            if (failure == null && !closing) {
                failure = reason;
            }
        }
        try {
            close();
        } catch (IOException expected) {
            // The descriptor is gone all the same.
        }
    }
}
