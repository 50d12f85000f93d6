/**
 * NIO.2 by other means than the JDK's: providers of asynchronous channels on a {@code Selector} and
 * on io_uring. Any program on NIO.2 may use them; they know nothing of the echo server.
 *
 * <p>What NIO.2 promises is written once ({@code LoopSocketChannel}, {@code Slot}, {@code Loop} and
 * {@code LoopGroup}); an {@code Engine} moves bytes and waits.
 */
package io.github.nioecho.channels;
