package io.github.nioecho.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The main class of a server process that keeps {@value #BYTES} bytes for every connection: on its
 * heap or as a direct buffer, as its first argument says. It stands in for any variant.
 */
public final class LeakyServer {

    /** How much each connection takes. */
    public static final int BYTES = 64 << 10;

    private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());

    private LeakyServer() {
    }

    /** Gives the options for {@link ServerProcess} that put this class in the launcher's place. */
    public static List<String> jvmArgs(String where) {
        return List.of("-Xss256k", LeakyServer.class.getName(), where);
    }

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 300, InetAddress.getLoopbackAddress())) {
            System.out.println(
                    Listening.format((InetSocketAddress) listener.getLocalSocketAddress()));
            daemon(() -> acceptAll(listener, args[0].equals("direct")));
            new ServerControl().answer(System.in, System.out);
        }
    }

    private static void acceptAll(ServerSocket listener, boolean direct) {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> echo(socket, direct));
            }
        } catch (IOException expected) {
            // The end of the process closes the listener.
        }
    }

    private static void echo(Socket socket, boolean direct) {
        Object kept = direct ? ByteBuffer.allocateDirect(BYTES) : new byte[BYTES];
        KEPT.add(kept);
        try (socket; InputStream in = socket.getInputStream()) {
            in.transferTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            KEPT.remove(kept); // what the warm-up leaves would fill the memory
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
