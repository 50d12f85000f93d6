package io.github.nioecho;

import io.github.nioecho.server.ListenAddress;
import io.github.nioecho.server.ServerThreads;
import io.github.nioecho.server.SocketFile;
import io.github.nioecho.server.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

/**
 * All event loops of one server: opens them on one port, and sums over them.
 *
 * <p>An accepted channel belongs to its listener's group for good, so to spread connections over
 * one-thread groups takes a listener each. SO_REUSEPORT lets them share a port; Linux then spreads
 * the connections. It would also let a second server of the same user take the port unnoticed.
 * Hence the first listener binds without it, which nobody can do twice, and sets it only then: a
 * port may be shared by those that have the option when the second one binds (see
 * {@code inet_csk_bind_conflict} in Linux), however long the first is there.
 */
final class EventLoops {

    private final List<EventLoop> loops;
    private final SocketAddress address;

    /** Of a Unix domain socket; null on a port. */
    private final SocketFile file;

    private final Admissions admissions;

    EventLoops(
            List<EventLoop> loops, SocketAddress address, SocketFile file, Admissions admissions) {
        this.loops = loops;
        this.address = address;
        this.file = file;
        this.admissions = admissions;
    }

    /** Opens and binds all sockets; whoever throws leaves nothing open. */
    static EventLoops open(
            Config config,
            ServerThreads threads,
            GuardedObserver observer,
            ScheduledExecutorService timer) throws IOException {
        AsynchronousChannelProvider provider = config.provider();
        SocketFile file = config.unixPath() == null ? null : new SocketFile(config.unixPath());
        boolean sharded = config.sharded() && config.eventLoops() > 1 && file == null;
        int groupCount = sharded ? config.eventLoops() : 1;
        int threadsEach = sharded ? 1 : config.eventLoops();
        // Others may call handlers on whatever threads they like, and this library's read later.
        boolean oneThread = threadsEach == 1
                && provider.getClass().getModule() == Object.class.getModule();
        ChannelGroups groups = new ChannelGroups(provider, threads);
        try {
            List<EventLoop> loops = new ArrayList<>();
            Admissions admissions = new Admissions(config.maxConnections());
            int port = config.port();
            for (AsynchronousChannelGroup group : groups.open(groupCount, threadsEach)) {
                boolean first = loops.isEmpty();
                if (first && !config.socketOptions().isEmpty()) {
                    checkSocketOptions(config, group);
                }
                AsynchronousServerSocketChannel listener =
                        listen(config, group, file, port, sharded, first);
                port = file == null ? port(listener) : 0;
                loops.add(new EventLoop(
                        config, observer, admissions, timer, group, oneThread, listener));
            }
            // Not the listener's own address, which is :: where 0.0.0.0 was asked for.
            SocketAddress address = file == null
                    ? new InetSocketAddress(config.bindAddress(), port) : file.address();
            return new EventLoops(List.copyOf(loops), address, file, admissions);
        } catch (Throwable t) {
            if (file != null) {
                file.remove();
            }
            groups.close(t);
            throw t;
        }
    }

    SocketAddress address() {
        return address;
    }

    void accept() {
        for (EventLoop loop : loops) {
            loop.accept();
        }
    }

    /** Waits until what the kernel has now is accepted. */
    void awaitAccepted(Duration timeout) throws InterruptedException, TimeoutException {
        admissions.fence().await(loops, address, timeout);
    }

    /** Accepts no more, and takes the file from those who would connect. */
    void stop() {
        if (file != null) {
            file.remove();
        }
        loops.forEach(EventLoop::stop);
    }

    CompletableFuture<Void> drained() {
        return CompletableFuture.allOf(
                loops.stream().map(EventLoop::drained).toArray(CompletableFuture<?>[]::new));
    }

    /** Closes what is still open and waits for the threads, but not for longer than that. */
    void shutdownNow(Duration timeout) throws Exception {
        admissions.close();
        long nowNanos = System.nanoTime();
        long acceptDeadlineNanos = nowNanos + timeout.toNanos() / 2;
        long deadlineNanos = nowNanos + timeout.toNanos();
        Exception failure = null;
        for (EventLoop loop : loops) {
            try {
                loop.shutdownNow(acceptDeadlineNanos);
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        for (EventLoop loop : loops) {
            loop.awaitTermination(deadlineNanos);
        }
        if (failure != null) {
            throw failure;
        }
    }

    List<EchoConnection> connections() {
        List<EchoConnection> all = new ArrayList<>();
        loops.forEach(loop -> all.addAll(loop.connections()));
        return all;
    }

    EchoMetrics metrics() {
        return loops.stream().map(EventLoop::metrics).reduce(EchoMetrics.NONE, EchoMetrics::plus);
    }

    private static AsynchronousServerSocketChannel listen(
            Config config,
            AsynchronousChannelGroup group,
            SocketFile file,
            int port,
            boolean shared,
            boolean first) throws IOException {
        AsynchronousServerSocketChannel listener =
                config.provider().openAsynchronousServerSocketChannel(group);
        try {
            if (file == null) {
                bind(listener, config, port, shared, first);
            } else {
                file.bind(listener, config.backlog());
            }
            return listener;
        } catch (Throwable t) {
            listener.close();
            throw t;
        }
    }

    private static void bind(
            AsynchronousServerSocketChannel listener,
            Config config,
            int port,
            boolean shared,
            boolean first) throws IOException {
        if (shared && !first) {
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        Object receiveBuffer = config.socketOptions().get(StandardSocketOptions.SO_RCVBUF);
        if (receiveBuffer != null) {
            listener.setOption(StandardSocketOptions.SO_RCVBUF, (Integer) receiveBuffer);
        }
        InetSocketAddress address = new InetSocketAddress(config.bindAddress(), port);
        try {
            listener.bind(address, config.backlog());
        } catch (SocketException e) {
            throw ListenAddress.unavailable(address, "", e);
        }
        if (shared && first) {
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
    }

    /** Tries the options on a channel that is never connected, so that no client is the first. */
    private static void checkSocketOptions(Config config, AsynchronousChannelGroup group)
            throws IOException {
        if (config.unixPath() != null) {
            // Which those of a provider are before they are connected is its own affair.
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                SocketOptions.setChosen(
                        channel::setOption, "a Unix domain socket", config.socketOptions());
            }
            return;
        }
        try (AsynchronousSocketChannel channel =
                config.provider().openAsynchronousSocketChannel(group)) {
            SocketOptions.setChosen(
                    channel::setOption, "an asynchronous socket", config.socketOptions());
        }
    }

    private static int port(AsynchronousServerSocketChannel listener) throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }
}
