package io.github.nioecho.bench.connections;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Echoes on its first connection and closes all others. */
final class FickleServer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    FickleServer() throws IOException {
        Thread thread = new Thread(this::acceptAll, "fickle-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void acceptAll() {
        try {
            try (Socket first = listener.accept()) {
                first.getInputStream().transferTo(first.getOutputStream());
            }
            while (true) {
                listener.accept().close();
            }
        } catch (IOException expected) {
            // The end of the test closes the listener.
        }
    }
}
