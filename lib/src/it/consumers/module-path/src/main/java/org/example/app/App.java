package org.example.app;

import io.github.nioecho.EchoServer;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Starts a server, has it echo a word, and stops it; fails where one of these does not happen. */
public final class App {

    private App() {
    }

    /** Runs once. */
    public static void main(String[] args) throws Exception {
        InetSocketAddress address;
        try (EchoServer server = EchoServer.start()) {
            address = server.address();
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                String echo = new String(
                        socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
                if (!echo.equals("hello")) {
                    throw new AssertionError("the echo of hello was " + echo);
                }
            }
        }
        try (Socket unexpected = new Socket(address.getAddress(), address.getPort())) {
            throw new AssertionError("stopped, but still listening: " + unexpected);
        } catch (ConnectException expected) {
            // Nobody listens any more: the server has stopped.
        }
        System.out.println("an echo from " + EchoServer.class.getModule()
                + " on Java " + Runtime.version().feature());
    }
}
