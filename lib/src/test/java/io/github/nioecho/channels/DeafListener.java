package io.github.nioecho.channels;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;

/** Listens but takes no connection more: whoever connects waits. On Linux. */
final class DeafListener implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1, ProviderTest.ANY.getAddress());
    private final Socket[] queued = new Socket[2];

    DeafListener() throws IOException {
        // Linux queues one more than the backlog says.
        for (int i = 0; i < queued.length; i++) {
            queued[i] = new Socket(listener.getInetAddress(), listener.getLocalPort());
        }
    }

    SocketAddress address() {
        return listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        listener.close();
    }
}
