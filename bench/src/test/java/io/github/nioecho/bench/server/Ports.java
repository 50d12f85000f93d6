package io.github.nioecho.bench.server;

import java.net.InetSocketAddress;

/** Where a server that tests have started listens on TCP. */
public final class Ports {

    private Ports() {
    }

    /** Returns its port. */
    public static int of(RunningServer server) {
        return address(server).getPort();
    }

    /** Returns its address, port included. */
    public static InetSocketAddress address(RunningServer server) {
        return (InetSocketAddress) server.address();
    }
}
