package io.github.nioecho.fault;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A timer and its clock: time passes when a test says so, and alarms ring on its thread, late by
 * what the test says.
 */
final class FakeTimer extends ScheduledThreadPoolExecutor {

    private final LongSupplier latenessNanos;
    private final Queue<Alarm> alarms = new PriorityQueue<>(
            Comparator.<Alarm>comparingLong(alarm -> alarm.dueNanos).thenComparing(a -> a.number));

    /** Near its end, where a comparison that is no difference goes wrong. */
    private long nowNanos = Long.MAX_VALUE - 1_000_000;
    private long passedNanos;
    private int lastNumber;

    FakeTimer(LongSupplier latenessNanos) {
        super(0);
        this.latenessNanos = latenessNanos;
    }

    FakeTimer() {
        this(() -> 0);
    }

    long nanoTime() {
        return nowNanos;
    }

    /** How much time has passed since this timer was made. */
    long passedNanos() {
        return passedNanos;
    }

    int alarms() {
        return alarms.size();
    }

    /** Lets time pass without an alarm, as on a thread that does something else. */
    void pass(long nanos) {
        nowNanos += nanos;
        passedNanos += nanos;
    }

    /** Lets time pass until the next alarm has rung; false if there is none. */
    boolean ringNext() {
        Alarm next = alarms.poll();
        if (next == null) {
            return false;
        }
        pass(Math.max(0, next.dueNanos - passedNanos));
        next.run();
        return true;
    }

    /** Lets so much time pass, and each alarm ring when it is due. */
    void advance(long nanos) {
        long endNanos = passedNanos + nanos;
        while (!alarms.isEmpty() && alarms.peek().dueNanos <= endNanos) {
            ringNext();
        }
        pass(endNanos - passedNanos);
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        long inNanos = Math.min(unit.toNanos(delay), Long.MAX_VALUE / 2);
        Alarm alarm = new Alarm(
                task, passedNanos + inNanos + latenessNanos.getAsLong(), ++lastNumber);
        alarms.add(alarm);
        return alarm;
    }

    private final class Alarm extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final long dueNanos;
        private final int number;

        Alarm(Runnable task, long dueNanos, int number) {
            super(task, null);
            this.dueNanos = dueNanos;
            this.number = number;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            alarms.remove(this);
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - passedNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }
}
