package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What many runs, one after another, need of the world around them. */
final class Surroundings implements AutoCloseable {

    private static final int ENOUGH_TO_FILL_A_BACKLOG_OF_ONE = 8;

    final List<ExecutorService> helpers = new ArrayList<>();
    final Path folder;
    private final Socket taken = new Socket();
    private final ServerSocket full = new ServerSocket();
    private final List<Socket> waiting = new ArrayList<>();

    Surroundings() throws IOException {
        folder = Files.createTempDirectory("channels");
        taken.bind(loopback(0));
        full.bind(loopback(0), 1);
        for (int i = 0; i < ENOUGH_TO_FILL_A_BACKLOG_OF_ONE; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException expected) {
                break;
            }
        }
        for (int i = 0; i < ChannelSequence.HELPERS; i++) {
            helpers.add(Executors.newSingleThreadExecutor());
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Bound, so that nobody else gets it, and not listened at. */
    InetSocketAddress refusing() {
        return loopback(taken.getLocalPort());
    }

    /** Its backlog is full: to connect there takes for ever. */
    InetSocketAddress silent() {
        return loopback(full.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        helpers.forEach(ExecutorService::shutdown);
        for (Socket socket : waiting) {
            socket.close();
        }
        full.close();
        taken.close();
        Files.delete(folder);
    }
}
