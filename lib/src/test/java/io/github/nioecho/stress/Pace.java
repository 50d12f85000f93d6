package io.github.nioecho.stress;

import java.util.concurrent.locks.LockSupport;

/** A client's pauses: each time that so many bytes more have moved. For use by one thread. */
final class Pace {

    private final long nanos;
    private final long everyBytes;
    private long nextAtBytes;

    Pace(ClientPlan plan) {
        nanos = plan.pauseNanos();
        everyBytes = plan.pauseEveryBytes();
        nextAtBytes = everyBytes;
    }

    void moved(long totalBytes) {
        if (nanos > 0 && totalBytes >= nextAtBytes) {
            nextAtBytes = totalBytes + everyBytes;
            // Waits for nothing: the pause is the behaviour that the server has to stand.
            LockSupport.parkNanos(nanos);
        }
    }
}
