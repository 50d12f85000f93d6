package io.github.nioecho.channels;

import java.util.PriorityQueue;

/**
 * When a loop must look at which slot. A slot is listed once at most and stays when its operation
 * ends, for most operations end in time and the next is timed as well: it is looked at when the
 * first one's time is over, and listed again if that of the present one is not.
 */
final class Deadlines {

    /** Not until then: far away, and yet no sum overflows. */
    private static final long FAR_NANOS = Long.MAX_VALUE / 4;

    private final PriorityQueue<Slot> slots =
            new PriorityQueue<>(1, (a, b) -> Long.signum(a.lookNanos - b.lookNanos));

    /** Returns the time that is so far away. */
    static long after(long nanos) {
        return System.nanoTime() + Math.min(nanos, FAR_NANOS);
    }

    /** Has a slot looked at no later than that. */
    void list(Slot slot, long deadlineNanos) {
        if (slot.listed) {
            if (slot.lookNanos - deadlineNanos <= 0) {
                return;
            }
            slots.remove(slot);
        }
        slot.listed = true;
        slot.lookNanos = deadlineNanos;
        slots.add(slot);
    }

    /** Returns how long the loop may wait: 0 if not at all, negative for ever. */
    long nanosLeft() {
        Slot first = slots.peek();
        return first == null ? -1 : Math.max(0, first.lookNanos - System.nanoTime());
    }

    /** Looks at the slots that are due. */
    void expire() {
        if (slots.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (Slot due = slots.peek(); due != null && due.lookNanos - now <= 0; due = slots.peek()) {
            slots.remove();
            due.listed = false;
            due.look(now);
        }
    }
}
