package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RampTest {

    private static final long SEED = 862;
    private static final Messages SMALL = Messages.of(10);
    private static final int SHORT_MILLIS = 300;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 1_000})
    void everyConnectionIsOpenAndEchoes(int connections) throws IOException {
        try (RunningServer server = selector()) {
            Ramp ramp = Ramp.open(server.address(), connections, Messages.of(100), SEED);
            try (ClosedLoop load = ramp.load()) {
                assertEquals(connections, load.completed());
                load.roundTrip();
                load.drain();

                assertEquals(2 * connections + 1, load.completed());
                assertTrue(ramp.connectsPerSecond() > 0);
                assertTrue(Double.isFinite(ramp.connectsPerSecond()));
            }
        }
    }

    @Test
    void connectionsEchoAMixtureFromTheFirstMessageOn() throws IOException {
        Messages messages = Messages.parse("10:50%,1024:40%,64KiB:10%");
        try (RunningServer server = selector();
                ClosedLoop load = Ramp.open(server.address(), 300, messages, SEED).load()) {
            load.keepActive(30);
            for (int i = 0; i < 1_000; i++) {
                load.roundTrip();
            }
            load.drain();

            assertEquals(1_330, load.completed());
        }
    }

    @Test
    void everyConnectionHasEchoedOneMessage() throws IOException {
        AtomicInteger echoed = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(10);
                    echoed.incrementAndGet();
                    out.write(message);
                    in.read();
                })) {
            Ramp.open(server.address(), 40, SMALL, SEED).load().close();

            assertEquals(40, echoed.get());
        }
    }

    @Test
    void noMoreAreOnTheirWayThanABacklogHolds() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                var client = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Ramp> ramp = CompletableFuture.supplyAsync(
                    () -> open((InetSocketAddress) listener.getLocalSocketAddress()), client);
            for (int i = 0; i < Ramp.MOST_ON_THEIR_WAY; i++) {
                accepted.add(listener.accept());
            }
            listener.setSoTimeout(SHORT_MILLIS);
            assertThrows(SocketTimeoutException.class, listener::accept);

            listener.setSoTimeout(0);
            echoOne(accepted.get(7));
            accepted.add(listener.accept());
            for (Socket socket : accepted) {
                if (socket != accepted.get(7)) {
                    echoOne(socket);
                }
            }
            ramp.get().load().close();
        } finally {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    @Test
    void refusedConnectionNamesTheAddress() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }

        String message = failure(() -> Ramp.open(nobody, 3, SMALL, SEED));

        assertTrue(message.contains(nobody + ": Connection refused"), message);
    }

    @Test
    void serverThatDoesNotEchoIsAFailureThatCounts() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(10);
                    if (connection < 4) {
                        out.write(message);
                    }
                    in.read();
                })) {
            assertEquals(
                    "the server has been silent for 300 ms: 4 of 6 connections have echoed a first"
                            + " message; does the server limit connections?",
                    failure(() -> Ramp.open(server.address(), 6, SMALL, SEED, SHORT_MILLIS)));
        }
    }

    @Test
    void wrongFirstEchoIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(10);
                    message[9] ^= connection == 1 ? (byte) 1 : 0;
                    out.write(message);
                    in.read();
                })) {
            String message = failure(() -> Ramp.open(server.address(), 3, SMALL, SEED));

            assertTrue(message.contains("message 1, byte 9 of 10: expected 0x"), message);
        }
    }

    @Test
    void failureLeavesNoConnectionOpen() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(10);
                    if (connection == 0) {
                        out.write(message);
                        end.complete(in.read());
                    }
                    in.read();
                })) {
            failure(() -> Ramp.open(server.address(), 2, SMALL, SEED, SHORT_MILLIS));

            assertEquals(-1, end.get());
        }
    }

    private static RunningServer selector() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }

    private static Ramp open(InetSocketAddress server) {
        try {
            return Ramp.open(server, Ramp.MOST_ON_THEIR_WAY + 1, SMALL, SEED);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void echoOne(Socket socket) throws IOException {
        socket.getOutputStream().write(socket.getInputStream().readNBytes(10));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static String failure(Action action) {
        return assertThrows(IOException.class, action::run).getMessage();
    }
}
