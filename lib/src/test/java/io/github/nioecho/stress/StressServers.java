package io.github.nioecho.stress;

import io.github.nioecho.EchoMetrics;
import io.github.nioecho.EchoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

/** A running server of each kind. */
final class StressServers implements AutoCloseable {

    private final Map<ServerKind, EchoServer> servers = new EnumMap<>(ServerKind.class);

    StressServers() throws IOException {
        try {
            for (ServerKind kind : ServerKind.values()) {
                servers.put(kind, kind.start());
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    InetSocketAddress address(ServerKind kind) {
        return servers.get(kind).address();
    }

    EchoMetrics metrics(ServerKind kind) {
        return servers.get(kind).metrics();
    }

    @Override
    public void close() {
        servers.values().forEach(EchoServer::close);
    }
}
