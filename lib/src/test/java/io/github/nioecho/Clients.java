package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Plain blocking clients, so that the server is not checked with its own code. */
public final class Clients {

    public static final int TIMEOUT_MILLIS = 20_000;

    private Clients() {
    }

    public static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Connects without waiting; returns false where the server has no room for another client. */
    public static boolean hasRoom(SocketChannel client, Path server) throws IOException {
        try {
            return client.connect(UnixDomainSocketAddress.of(server));
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException expected) {
            return false;
        }
    }

    /** Closes the way a crashed peer does: the server receives a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public static byte[] randomBytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Sends a payload and expects just that to come back. Leaves the connection open. */
    public static void assertEchoes(Socket socket, byte[] payload) throws IOException {
        socket.getOutputStream().write(payload);
        assertArrayEquals(payload, socket.getInputStream().readNBytes(payload.length));
    }

    /** The same for a payload of any size: writes on a thread of its own. */
    public static void assertEchoesAside(Socket socket, byte[] payload) throws Exception {
        assertEchoesAside(socket, payload, false);
    }

    /**
     * Sends a payload, ends the sending side, and expects the payload and then the end of the
     * stream. Writes on a thread of its own, so that a payload of any size gets through.
     */
    public static void assertEchoesToTheEnd(Socket socket, byte[] payload) throws Exception {
        assertEchoesAside(socket, payload, true);
    }

    private static void assertEchoesAside(Socket socket, byte[] payload, boolean toTheEnd)
            throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(payload);
                if (toTheEnd) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] echoed = socket.getInputStream().readNBytes(payload.length);
        assertEquals(payload.length, echoed.length, "end of stream came early");
        assertArrayEquals(payload, echoed);
        if (toTheEnd) {
            assertEquals(-1, socket.getInputStream().read(), "bytes beyond what was sent");
        }
        writer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits for a condition that other threads bring about. */
    public static void await(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not within " + TIMEOUT_MILLIS + " ms: " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
