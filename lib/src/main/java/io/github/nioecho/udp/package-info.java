/**
 * The UDP half of RFC 862: {@link io.github.nioecho.udp.UdpEchoServer} sends each datagram back to
 * where it came from, and {@link io.github.nioecho.udp.EchoServerPair} has both halves on one port
 * number.
 *
 * <p>All types here may be used by any thread, builders aside.
 */
package io.github.nioecho.udp;
