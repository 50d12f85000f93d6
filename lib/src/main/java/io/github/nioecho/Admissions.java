package io.github.nioecho;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers a server's connections and keeps their limit, over all its event loops. Safe for use by
 * several threads.
 */
final class Admissions {

    private final int limit;
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();

    /**
     * @param limit the most connections at a time; 0 for no limit
     */
    Admissions(int limit) {
        this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    /** Takes a place if one is free. Whoever gets true owes one {@link #release}. */
    boolean tryAdmit() {
        if (admitted.incrementAndGet() > limit) {
            admitted.decrementAndGet();
            return false;
        }
        return true;
    }

    void release() {
        admitted.decrementAndGet();
    }
}
