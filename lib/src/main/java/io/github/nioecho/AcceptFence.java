package io.github.nioecho;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out when a server has accepted all connections that the kernel had for it. A client's
 * connect returns once the kernel has the connection, and the server may accept it much later; how
 * many it has yet to accept, no API tells.
 *
 * <p>A kernel hands connections to a listener in the order in which they were established. So this
 * connects to the server and waits until that connection, the probe, has been accepted: what came
 * before it has been, too. Where several listeners share the port, the kernel chooses one by the
 * client's port: there are probes until each listener has accepted one. The event loops know a
 * probe by its address, close it, and count it nowhere.
 *
 * <p>Safe for use by several threads. There is one probe at a time, which tells all who wait
 * something if they waited before it was. One that nobody waits for any more stays until it is
 * accepted, or the server closes: its address must not become a client's meanwhile.
 */
final class AcceptFence {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Object lock = new Object();

    /** The probe's address. Written under lock, read by the event loops; null without a probe. */
    private volatile SocketAddress probeAddress;

    // Guarded by lock.
    private AcceptProbe probe;
    private boolean closed;
    /** How many probes there have been. */
    private long probes;
    /** What has accepted the last probe; null while it waits, or if it cannot connect. */
    private EventLoop acceptedBy;

    /**
     * Waits until all that the kernel has for the server now is accepted, or the server has closed.
     *
     * @throws TimeoutException if that is not known in time
     */
    void await(List<EventLoop> loops, SocketAddress server, Duration timeout)
            throws InterruptedException, TimeoutException {
        long deadlineNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        IOException failure = null;
        synchronized (lock) {
            long probesBefore = probes;
            Set<EventLoop> behind = new HashSet<>(loops);
            while (!behind.isEmpty() && !closed) {
                boolean connected = false;
                try {
                    if (probe == null) {
                        connectProbe(server);
                    }
                    connected = probe.isConnected();
                } catch (IOException e) {
                    failure = e;
                    giveUpProbe();
                }
                long leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    throw inVain(timeout, failure);
                }
                TimeUnit.NANOSECONDS.timedWait(
                        lock, connected ? leftNanos : Math.min(leftNanos, RETRY_NANOS));
                if (acceptedBy != null && probes > probesBefore) {
                    behind.remove(acceptedBy);
                }
            }
        }
    }

    /** Tells whether a connection from there is the probe, which that loop has now accepted. */
    boolean accepted(SocketAddress client, EventLoop loop) {
        if (!client.equals(probeAddress)) {
            return false;
        }
        synchronized (lock) {
            if (!client.equals(probeAddress)) {
                return false;
            }
            acceptedBy = loop;
            giveUpProbe();
            lock.notifyAll();
        }
        return true;
    }

    /** Ends all waits: the server accepts no more. */
    void close() {
        synchronized (lock) {
            closed = true;
            giveUpProbe();
            lock.notifyAll();
        }
    }

    private void connectProbe(SocketAddress server) throws IOException {
        acceptedBy = null;
        probes++;
        probe = new AcceptProbe(server);
        probeAddress = probe.address();
        probe.connect(server);
    }

    private void giveUpProbe() {
        probeAddress = null;
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }

    private static TimeoutException inVain(Duration timeout, IOException cause) {
        TimeoutException exception = new TimeoutException("could not tell within " + timeout
                + " whether all connections are accepted: wait longer, or see what keeps the"
                + " server from accepting");
        exception.initCause(cause);
        return exception;
    }
}
