package io.github.nioecho.udp;

import io.github.nioecho.EchoObserverTest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A socket that fails when a test wants it to, and otherwise works. */
final class FaultyDatagramSocket extends DatagramSocket {

    /** What the next calls throw for the datagrams they receive, which are lost. */
    final Queue<Throwable> receiveFaults = new ConcurrentLinkedQueue<>();

    /** What the next calls throw instead of sending. */
    final Queue<Throwable> sendFaults = new ConcurrentLinkedQueue<>();

    /** Whether each attempt to receive fails at once. */
    volatile boolean broken;

    /** Whether datagrams fill the receiver's buffer, as one that was cut off does. */
    volatile boolean cutsOff;

    FaultyDatagramSocket() throws SocketException {
        super((SocketAddress) null);
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        int capacity = packet.getLength();
        if (broken) {
            throw new SocketException("broken by a test");
        }
        super.receive(packet);
        if (cutsOff) {
            packet.setLength(capacity);
        }
        throwNext(receiveFaults);
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        throwNext(sendFaults);
        super.send(packet);
    }

    private static void throwNext(Queue<Throwable> faults) {
        Throwable fault = faults.poll();
        if (fault != null) {
            throw EchoObserverTest.sneaky(fault);
        }
    }
}
