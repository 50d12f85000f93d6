package io.github.nioecho.udp;

import io.github.nioecho.server.BackOff;
import io.github.nioecho.server.Warnings;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Receives datagrams and sends them back, one at a time, until the socket is closed. Nothing else
 * ends it: what one datagram makes go wrong is that datagram's end.
 */
final class UdpEchoLoop implements Runnable {

    /** The largest payload that UDP's 16-bit length leaves room for, over IPv6; IPv4: 65,507. */
    static final int MAX_PAYLOAD_BYTES = 65_527;

    static final UdpObserver NO_OBSERVER = (source, datagram, outcome) -> { };

    private final DatagramSocket socket;
    private final LoopGuard guard;

    private final UdpObserver observer;

    /** One byte more than it should take, to tell a datagram that was cut off. */
    private final byte[] payload = new byte[MAX_PAYLOAD_BYTES + 1];

    private final DatagramPacket datagram = new DatagramPacket(payload, payload.length);
    private final BackOff backOff = new BackOff();

    /** Written by the loop's thread only, read by the metrics. Indexed by outcome. */
    private final AtomicLongArray outcomes = new AtomicLongArray(UdpOutcome.values().length);

    /** As {@link #outcomes}. */
    private final AtomicLong receiveFailures = new AtomicLong();

    /** As {@link #outcomes}. */
    private final AtomicLong observerFailures = new AtomicLong();

    UdpEchoLoop(DatagramSocket socket, LoopGuard guard, UdpObserver observer) {
        this.socket = socket;
        this.guard = guard;
        this.observer = observer;
    }

    UdpEchoMetrics metrics() {
        long[] counts = new long[outcomes.length()];
        Arrays.setAll(counts, outcomes::get);
        return new UdpEchoMetrics(
                LongStream.of(counts).sum(),
                counts[UdpOutcome.ANSWERED.ordinal()],
                counts[UdpOutcome.REFUSED_PORT.ordinal()],
                counts[UdpOutcome.REFUSED_ADDRESS.ordinal()],
                counts[UdpOutcome.OVERSIZE.ordinal()],
                counts[UdpOutcome.NOT_SENT.ordinal()],
                receiveFailures.get(),
                observerFailures.get());
    }

    @Override
    public void run() {
        Warnings.PREPARATION.run();
        while (!socket.isClosed()) {
            if (receive()) {
                UdpOutcome outcome = answer();
                outcomes.incrementAndGet(outcome.ordinal());
                tell(outcome);
            }
        }
    }

    private boolean receive() {
        try {
            datagram.setData(payload);
            socket.receive(datagram);
            backOff.reset();
            return true;
        } catch (PortUnreachableException expected) {
            // Windows and others may tell here that an earlier answer found its client gone.
        } catch (Throwable t) {
            if (!socket.isClosed()) {
                receiveFailures.incrementAndGet();
                Duration pause = backOff.pause();
                Warnings.receiveFailed(t, pause);
                park(pause);
            }
        }
        return false;
    }

    private void park(Duration pause) {
        // Left pending, an interrupt would let no pause last. To wake early does no harm.
        Thread.interrupted();
        // A logger may have slept through the unpark of whoever closed the socket just before it.
        if (!socket.isClosed()) {
            LockSupport.parkNanos(this, pause.toNanos());
        }
    }

    private UdpOutcome answer() {
        if (datagram.getLength() > MAX_PAYLOAD_BYTES) {
            return UdpOutcome.OVERSIZE;
        }
        try {
            UdpOutcome verdict = guard.check((InetSocketAddress) datagram.getSocketAddress());
            if (verdict == UdpOutcome.ANSWERED) {
                socket.send(datagram);
            }
            return verdict;
        } catch (Throwable t) {
            // Too large for the platform, no buffer, no route: the client asks again, or does not.
            return UdpOutcome.NOT_SENT;
        }
    }

    private void tell(UdpOutcome outcome) {
        if (observer == NO_OBSERVER) {
            return;
        }
        try {
            observer.received(
                    (InetSocketAddress) datagram.getSocketAddress(),
                    ByteBuffer.wrap(payload, 0, datagram.getLength()).asReadOnlyBuffer(),
                    outcome);
        } catch (Throwable t) {
            Warnings.observerThrew(t, observerFailures.incrementAndGet());
        }
    }
}
