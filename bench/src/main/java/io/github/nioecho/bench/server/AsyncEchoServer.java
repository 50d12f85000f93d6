package io.github.nioecho.bench.server;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.smartboot.socket.enhance.EnhanceAsynchronousChannelProvider;

/** The library's server, as any user of the library starts it, in one setting or another. */
final class AsyncEchoServer implements RunningServer {

    /**
     * Has every read wait for an event first, as the echo's next message is hardly ever there yet.
     * The property is the JDK's and for its whole process, so no library may set it.
     */
    static final String NO_SYNCHRONOUS_READ = "-Dsun.nio.ch.disableSynchronousRead=true";

    // Its rivals close at once. With no time at all, smart-socket 1.8.4 may keep the descriptor of a
    // client that arrives as its channel group ends: in 16 of 600 rounds of thirty clients.
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    private static final int ADAPTIVE_MIN_BYTES = 1024;

    private final EchoServer server;

    private AsyncEchoServer(EchoServer server) {
        this.server = server;
    }

    static AsyncEchoServer start(ServerSpec spec) throws IOException {
        return on(AsyncChannels.JDK, spec);
    }

    /** Starts one on whoever's NIO.2. */
    static AsyncEchoServer on(AsyncChannels channels, ServerSpec spec) throws IOException {
        return new AsyncEchoServer(builder(spec).provider(channels.provider()).start());
    }

    /** Starts one whose handlers run on the JDK's default group, whatever threads were asked for. */
    static AsyncEchoServer onDefaultGroup(ServerSpec spec) throws IOException {
        return new AsyncEchoServer(builder(spec)
                .eventLoops(1) // one group: it brings its own threads
                .provider(new DefaultGroupProvider(AsyncChannels.JDK.provider()))
                .start());
    }

    /** Starts one with as many event loops as there are processors. */
    static AsyncEchoServer onEveryProcessor(ServerSpec spec) throws IOException {
        return new AsyncEchoServer(onJdk(spec)
                .eventLoops(Runtime.getRuntime().availableProcessors())
                .start());
    }

    static AsyncEchoServer withHeapBuffers(ServerSpec spec) throws IOException {
        return new AsyncEchoServer(onJdk(spec).directBuffers(false).start());
    }

    /** Starts one whose buffers are as large as asked for only while a message needs that. */
    static AsyncEchoServer withAdaptiveBuffers(ServerSpec spec) throws IOException {
        return withAdaptiveBuffers(AsyncChannels.JDK, spec);
    }

    /** Starts the same on whoever's NIO.2. */
    static AsyncEchoServer withAdaptiveBuffers(AsyncChannels channels, ServerSpec spec)
            throws IOException {
        return new AsyncEchoServer(builder(spec).provider(channels.provider())
                .adaptiveBuffer(
                        Math.min(ADAPTIVE_MIN_BYTES, spec.bufferSizeBytes()),
                        spec.bufferSizeBytes())
                .start());
    }

    /** Starts one on another implementation of NIO.2: smart-socket's, which is selector loops. */
    static AsyncEchoServer onSmartSocket(ServerSpec spec) throws IOException {
        return new AsyncEchoServer(builder(spec)
                .provider(new EnhanceAsynchronousChannelProvider(false))
                .start());
    }

    private static EchoServerBuilder onJdk(ServerSpec spec) {
        return builder(spec).provider(AsyncChannels.JDK.provider());
    }

    private static EchoServerBuilder builder(ServerSpec spec) {
        EchoServerBuilder builder = EchoServer.builder();
        if (spec.address() instanceof UnixDomainSocketAddress unix) {
            builder.unixPath(unix.getPath());
        } else {
            builder.bindAddress(spec.tcpAddress().getAddress()).port(spec.tcpAddress().getPort());
        }
        return builder
                .backlog(ServerSpec.BACKLOG)
                .bufferSize(spec.bufferSizeBytes())
                .closeTimeout(CLOSE_TIMEOUT)
                .eventLoops(spec.threads());
    }

    @Override
    public SocketAddress address() {
        return server.unixPath().<SocketAddress>map(UnixDomainSocketAddress::of)
                .orElseGet(server::address);
    }

    @Override
    public void close() {
        server.close();
    }
}
