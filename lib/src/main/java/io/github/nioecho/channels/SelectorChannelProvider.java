package io.github.nioecho.channels;

import java.io.IOException;

/**
 * NIO.2 on a {@link java.nio.channels.Selector}: asynchronous channels that cost an echo three
 * system calls (wait, read, write), where those of the JDK cost it five on Linux. For every
 * platform, without native access.
 *
 * <p>To use it for all channels of a program:
 * {@code -Djava.nio.channels.spi.AsynchronousChannelProvider=io.github.nioecho.channels.SelectorChannelProvider},
 * or a file {@code META-INF/services/java.nio.channels.spi.AsynchronousChannelProvider} of the
 * program's own with this class's name in it. The library has no such file: all channels of each
 * program that has it on its class path would be other ones, unasked.
 * To use it beside the JDK's:
 *
 * <pre>{@code
 * AsynchronousChannelProvider provider = new SelectorChannelProvider();
 * AsynchronousChannelGroup group =
 *         provider.openAsynchronousChannelGroup(1, Executors.defaultThreadFactory());
 * AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(group);
 * }</pre>
 *
 * <p>It keeps the specification of {@link java.nio.channels.AsynchronousChannelGroup}, {@link
 * java.nio.channels.AsynchronousServerSocketChannel} and {@link
 * java.nio.channels.AsynchronousSocketChannel}. Beyond the JDK's own it has
 * <ul>
 * <li>Unix domain sockets: {@code bind} and {@code connect} take a {@link
 *     java.net.UnixDomainSocketAddress}. A connect waits until the listener has room for it; only
 *     that of a channel which was bound fails here, other than with {@link
 *     IoUringChannelProvider}: a {@link java.nio.channels.SocketChannel} tries once only, and
 *     another one cannot have its name;
 * <li>{@link java.net.StandardSocketOptions#SO_LINGER SO_LINGER}: 0 has {@code close} reset the
 *     connection;
 * <li>channels that can be read on after a read that timed out or was cancelled: what a cancelled
 *     read had taken already is for the next one. They can be written on, too, unless a write that
 *     was cancelled had moved bytes already: the next one then throws an {@link
 *     IllegalStateException}.
 * </ul>
 *
 * <p><b>Threads.</b> In a group with a fixed pool each thread waits for channels of its own and
 * calls their handlers, so a handler that blocks holds up the channels of its thread, whatever the
 * others do, and a channel that another thread closes is closed when the handler has returned. In
 * other groups, the default one included, one thread waits and the executor calls all handlers. A
 * handler that throws does not end its thread: the thread's uncaught exception handler is told.
 *
 * <p>Instances have no state; the default group is one for all of them.
 */
public final class SelectorChannelProvider extends LoopProvider {

    /** Makes a provider, for instance for a {@link java.util.ServiceLoader}. */
    public SelectorChannelProvider() {
    }

    @Override
    Engine openEngine() throws IOException {
        return new SelectorEngine();
    }
}
