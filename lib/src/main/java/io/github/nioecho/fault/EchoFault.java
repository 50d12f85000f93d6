package io.github.nioecho.fault;

import io.github.nioecho.ConnectionFault;
import java.time.Duration;

/**
 * A way in which a connection misbehaves on purpose, for tests of clients, proxies and pools.
 * Immutable; the same one may serve any number of connections and servers.
 *
 * <pre>{@code
 * EchoServer server = EchoServer.builder()
 *         .fault(EchoFault.latency(Duration.ofMillis(50), Duration.ofMillis(10)))
 *         .fault(3, EchoFault.slicer(1).and(EchoFault.resetPeer(100))) // the third connection
 *         .start();
 * }</pre>
 *
 * <p>Bytes are counted per connection, and those that come back, unless it says otherwise. The
 * names are those of Toxiproxy's toxics, where it has one. The connection remains one that echoes
 * in every other respect: it counts in the metrics, is told to the observer, and obeys the server's
 * limits and timeouts. Faults end where the server's stop begins: what a fault holds back then ends
 * with the close timeout at the latest, and a client that reads nothing more because of one sees
 * the end of the stream.
 *
 * <p>What is random follows from {@link io.github.nioecho.EchoServerBuilder#faultSeed}.
 */
public sealed interface EchoFault extends ConnectionFault
        permits Bandwidth, Both, Corrupt, Latency, LimitData, NeverRead, None, Refuse, ResetPeer,
                Slicer, SlowClose, Timeout {

    /**
     * Returns the absence of a fault: for one connection of a server whose others have one.
     *
     * @return a fault that changes nothing
     */
    static EchoFault none() {
        return new None();
    }

    /**
     * Every byte comes back so much later, and as fast as without: the server reads on meanwhile. The
     * end of the stream comes behind the last of them, not delayed itself.
     *
     * <p>Up to 4 MiB of a connection wait at a time, where each chunk, that is what one read returned,
     * counts as 128 bytes more. Beyond that the server does not read, and the client feels
     * back-pressure: a client cannot have more echoed than 4 MiB in each latency, such as 8 MiB/s with
     * 500 ms. To the metrics, and so to the idle timeout, what waits has been sent: a client that takes
     * less than 4 MiB in that time and sends nothing may pass for an idle one.
     *
     * <p>With other faults, those after it in the chain meet the bytes when their time has come. {@link
     * #limitData} and {@link #resetPeer} end what comes back, so they wait for the bytes before them,
     * in either order.
     *
     * @param latency how much later, zero or more
     * @return the fault
     * @throws IllegalArgumentException if the latency is out of bounds
     */
    static EchoFault latency(Duration latency) {
        return latency(latency, Duration.ZERO);
    }

    /**
     * As {@link #latency(Duration)}, more or less: each chunk by the latency plus or minus a random
     * part of the jitter, but none before the one that came before it.
     *
     * @param latency how much later on average, zero or more
     * @param jitter how much more or less at most, from zero to the latency
     * @return the fault
     * @throws IllegalArgumentException if a duration is out of bounds
     */
    static EchoFault latency(Duration latency, Duration jitter) {
        return new Latency(latency, jitter);
    }

    /**
     * Bytes come back at no more than this rate, in portions of what may pass in 20 ms, one byte at
     * least. A client that sends fast enough gets the rate, whatever the buffer: what could not be
     * used of the last 100 ms is made up for, so that up to 120 ms' worth may come at once.
     *
     * @param bytesPerSecond at least 1
     * @return the fault
     * @throws IllegalArgumentException if the rate is out of bounds
     */
    static EchoFault bandwidth(long bytesPerSecond) {
        return new Bandwidth(bytesPerSecond);
    }

    /**
     * Bytes come back in small writes. With
     * {@link io.github.nioecho.EchoServerBuilder#tcpNoDelay}, which is the default, each is a
     * segment of its own; a client that is slow to read may get several at once all the same.
     *
     * @param bytes the most that one write sends, at least 1
     * @return the fault
     * @throws IllegalArgumentException if the size is out of bounds
     */
    static EchoFault slicer(int bytes) {
        return slicer(bytes, Duration.ZERO);
    }

    /**
     * As {@link #slicer(int)}, with pauses between the writes of a chunk: a client that reads
     * meanwhile gets one at a time.
     *
     * @param bytes the most that one write sends, at least 1
     * @param delay the pause, zero or more
     * @return the fault
     * @throws IllegalArgumentException if a value is out of bounds
     */
    static EchoFault slicer(int bytes, Duration delay) {
        return new Slicer(bytes, delay);
    }

    /**
     * After so many bytes no more come back, and the connection stays open. What the client sends
     * is still read, and dropped.
     *
     * @param afterBytes zero or more
     * @return the fault
     * @throws IllegalArgumentException if the number is out of bounds
     */
    static EchoFault timeout(long afterBytes) {
        return new Timeout(afterBytes);
    }

    /**
     * After so many bytes comes the end of the stream. What the client sends is still read, and
     * dropped, until it ends the connection too.
     *
     * @param bytes zero or more
     * @return the fault
     * @throws IllegalArgumentException if the number is out of bounds
     */
    static EchoFault limitData(long bytes) {
        return new LimitData(bytes);
    }

    /**
     * After so many bytes the connection is reset. What is reset is lost: of what has come back the
     * part that the client's system has no room for yet.
     *
     * <p>The JDK's NIO.2 cannot reset a connection but by closing it with unread input, which makes
     * Linux send a reset, and to know that there is input one byte has to be read. So with the
     * JDK's provider, and on a Unix domain socket, it is reset as soon as the client has sent more:
     * two bytes more at least, for after a single one it sees the end of the stream.
     *
     * @param afterBytes zero or more
     * @return the fault
     * @throws IllegalArgumentException if the number is out of bounds
     */
    static EchoFault resetPeer(long afterBytes) {
        return new ResetPeer(afterBytes);
    }

    /**
     * When the client has ended its sending side, the server takes so long to end its own.
     *
     * @param delay zero or more
     * @return the fault
     * @throws IllegalArgumentException if the delay is out of bounds
     */
    static EchoFault slowClose(Duration delay) {
        return new SlowClose(delay);
    }

    /**
     * The connection is accepted and never read. The client can send until the socket buffers are
     * full; and as the server cannot see it go, the connection counts as open until the server's
     * idle timeout or its end.
     *
     * @return the fault
     */
    static EchoFault neverRead() {
        return new NeverRead();
    }

    /**
     * The connection is closed as soon as it is accepted. The client sees the end of the stream, or
     * a reset if it had sent something already; the server counts it as refused.
     *
     * @return the fault
     */
    static EchoFault refuse() {
        return new Refuse();
    }

    /**
     * One byte comes back with all its bits turned.
     *
     * @param byteIndex which one of the connection's: 0 is the first
     * @return the fault
     * @throws IllegalArgumentException if the index is out of bounds
     */
    static EchoFault corrupt(long byteIndex) {
        return new Corrupt(byteIndex);
    }

    /**
     * Returns this fault and another one at the same time, in a chain: what comes back meets the other
     * one first.
     *
     * @param other the other fault
     * @return both
     * @throws NullPointerException if {@code other} is null
     */
    default EchoFault and(EchoFault other) {
        return new Both(this, other);
    }
}
