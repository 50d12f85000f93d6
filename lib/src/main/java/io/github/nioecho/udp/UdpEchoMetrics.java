package io.github.nioecho.udp;

/**
 * What a {@link UdpEchoServer} has done since it started. Immutable;
 * {@link UdpEchoServer#metrics()} takes one at any time, and {@link #minus} gives what happened
 * between two.
 *
 * <p>Every datagram received is counted once more, by what became of it: {@code received} is the
 * sum of {@code answered}, {@code refusedPorts}, {@code refusedAddresses}, {@code oversize} and
 * {@code sendFailures}.
 *
 * @param received datagrams received and dealt with
 * @param answered datagrams sent back
 * @param refusedPorts datagrams not answered because of their source port: below 1024, or the
 *     server's own number
 * @param refusedAddresses datagrams not answered because of their source address: the server's own,
 *     a wildcard, broadcast or multicast address
 * @param oversize datagrams too large to be sent back whole
 * @param sendFailures datagrams that the platform would not send back
 * @param receiveFailures failed attempts to receive a datagram
 * @param observerFailures exceptions thrown by the {@link UdpObserver}
 */
public record UdpEchoMetrics(
        long received,
        long answered,
        long refusedPorts,
        long refusedAddresses,
        long oversize,
        long sendFailures,
        long receiveFailures,
        long observerFailures) {

    /**
     * Returns what happened since an earlier reading of the same server.
     *
     * @param earlier the earlier reading
     * @return this reading less {@code earlier}
     */
    public UdpEchoMetrics minus(UdpEchoMetrics earlier) {
        return new UdpEchoMetrics(
                received - earlier.received,
                answered - earlier.answered,
                refusedPorts - earlier.refusedPorts,
                refusedAddresses - earlier.refusedAddresses,
                oversize - earlier.oversize,
                sendFailures - earlier.sendFailures,
                receiveFailures - earlier.receiveFailures,
                observerFailures - earlier.observerFailures);
    }
}
