package io.github.nioecho.bench.server;

import io.github.nioecho.EchoServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The library's server, as any user of the library starts it. */
final class AsyncEchoServer implements RunningServer {

    private final EchoServer server;

    private AsyncEchoServer(EchoServer server) {
        this.server = server;
    }

    static AsyncEchoServer start(ServerSpec spec) throws IOException {
        return new AsyncEchoServer(EchoServer.builder()
                .bindAddress(spec.address().getAddress())
                .port(spec.address().getPort())
                .backlog(ServerSpec.BACKLOG)
                .bufferSize(spec.bufferSizeBytes())
                .eventLoops(spec.threads())
                .start());
    }

    @Override
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
