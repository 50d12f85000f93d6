/**
 * The asynchronous TCP echo server (RFC 862) on NIO.2, its client, and what is seen of them.
 *
 * <p>{@link EchoServer} sends back to each connection exactly the bytes that it received, in order.
 * A test that needs a peer starts one, on a free port of the loopback address:
 *
 * {@snippet file="io/github/nioecho/example/EmbeddedServerTest.java" region="embedded"}
 *
 * <p>{@link EchoClient} is the other end, as futures. A server that strangers can reach should have
 * limits:
 *
 * {@snippet file="io/github/nioecho/example/EmbeddedServerTest.java" region="bounded"}
 *
 * <p>An {@link EchoObserver} hears of connections, chunks and failures while they happen;
 * {@link EchoMetrics} counts them. Package {@link io.github.nioecho.udp} is the other half of
 * RFC 862, package {@link io.github.nioecho.fault} has connections that misbehave on purpose, and
 * package {@code io.github.nioecho.junit} runs a server while tests run.
 *
 * <p>All types here may be used by any thread, builders aside.
 */
package io.github.nioecho;
