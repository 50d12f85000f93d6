package io.github.nioecho.fault;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes may pass at a rate. Those of a portion pass one after the other, and then none
 * until there is a portion again, for an alarm before every write would cost more than the write.
 * What time brings in is kept for a while, so that an alarm that is late costs nothing of the rate.
 * Not for several threads at once; the time is its caller's.
 */
final class TokenBucket {

    /** Smooth enough, and no more alarms than needed. */
    private static final long PORTION_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** More than a timer is late on a machine that has enough to do. */
    private static final long ALLOWANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final double bytesPerNano;
    private final double portionBytes;
    private final double mostBytes;

    private double bytes;
    private long filledNanos;

    TokenBucket(long bytesPerSecond, long nowNanos) {
        bytesPerNano = (double) bytesPerSecond / TimeUnit.SECONDS.toNanos(1);
        portionBytes = Math.max(1, bytesPerNano * PORTION_NANOS);
        mostBytes = portionBytes + bytesPerNano * ALLOWANCE_NANOS;
        bytes = portionBytes;
        filledNanos = nowNanos;
    }

    /** Returns how long no byte may pass; zero or less if one may now. */
    long waitNanos(long nowNanos) {
        fill(nowNanos);
        return bytes >= 1 ? 0 : (long) Math.ceil((portionBytes - bytes) / bytesPerNano);
    }

    /** Returns how many bytes may pass when there is no wait, or no more: at least 1. */
    long available(long nowNanos) {
        fill(nowNanos);
        return Math.max(1, (long) bytes);
    }

    /** Takes note of bytes that have passed. */
    void take(int count) {
        bytes -= count;
    }

    private void fill(long nowNanos) {
        bytes = Math.min(mostBytes, bytes + bytesPerNano * (nowNanos - filledNanos));
        filledNanos = nowNanos;
    }
}
