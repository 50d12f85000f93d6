package io.github.nioecho;

import java.net.SocketAddress;
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

    /** Made by who asks first, so that a server starts without; read by the event loops. */
    private volatile AcceptFence fence;

    /** Guarded by this. */
    private boolean closed;

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

    /** Returns whether a connection that a loop has accepted is no client's: see the fence. */
    boolean isProbe(SocketAddress client, EventLoop loop) {
        AcceptFence asked = fence;
        return asked != null && asked.accepted(client, loop);
    }

    /** Returns what tells when all connections have been accepted. */
    synchronized AcceptFence fence() {
        if (fence == null) {
            fence = new AcceptFence();
            if (closed) {
                fence.close();
            }
        }
        return fence;
    }

    /** Says that nothing is accepted any more. */
    synchronized void close() {
        closed = true;
        if (fence != null) {
            fence.close();
        }
    }
}
