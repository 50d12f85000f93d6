package io.github.nioecho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(60)
class EchoClientTest {

    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, MIB})
    void replyEqualsPayload(int size) throws Exception {
        ByteBuffer payload = randomBytes(size);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            ByteBuffer reply = client.echo(payload).get();
            assertEquals(payload, reply);
            assertEquals(size, reply.remaining());
        }
    }

    @Test
    void payloadLargerThanAllSocketBuffersDoesNotDeadlock() throws Exception {
        ByteBuffer payload = randomBytes(64 * MIB);
        try (ScriptedServer server = new ScriptedServer(4096, socket -> {
                    socket.setSendBufferSize(4096);
                    ScriptedServer.echo(socket);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            assertEquals(payload, client.echo(payload).get());
        }
    }

    /** The JDK's copies are in no buffer pool since JDK 24, so the process must tell. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/status")
    void largePayloadTakesNoNativeMemoryOfItsSize() throws Exception {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC",
                "-cp", locationOf(EchoClient.class) + ":" + locationOf(EchoClientMemory.class),
                EchoClientMemory.class.getName(), String.valueOf(48 * MIB))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            long grownKib = Long.parseLong(output);
            assertTrue(grownKib < 24 * 1024, () -> "process grew by " + grownKib + " KiB");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void onlyTheBytesFromPositionToLimitAreSentAndThePayloadStaysAsItIs() throws Exception {
        ByteBuffer payload = ByteBuffer.allocateDirect(100);
        payload.put(randomBytes(100)).position(10).limit(30);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            ByteBuffer reply = client.echo(payload.asReadOnlyBuffer()).get();
            client.echo(payload).get();
            assertEquals(10, payload.position());
            assertEquals(30, payload.limit());
            assertEquals(payload, reply);
        }
    }

    @Test
    void queuedPayloadsAreServedInTheOrderOfTheCalls() throws Exception {
        List<ByteBuffer> payloads = new ArrayList<>();
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<ByteBuffer>> replies = new ArrayList<>();
        List<CompletableFuture<Void>> recorded = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        CountDownLatch allQueued = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(socket -> {
                    awaitQuietly(allQueued);
                    ScriptedServer.echo(socket);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                ByteBuffer payload = randomBytes(i % 7 == 0 ? 0 : i * 13 % 5000 + 1);
                payloads.add(payload);
                expected.add(i);
                CompletableFuture<ByteBuffer> reply = client.echo(payload);
                replies.add(reply);
                recorded.add(reply.thenRun(() -> completed.add(number)));
            }
            allQueued.countDown();
            // A thread that waits for a reply may run its action: wait for the last action alone.
            recorded.get(199).get();
            for (int i = 0; i < 200; i++) {
                assertEquals(payloads.get(i), replies.get(i).get(), "reply " + i);
            }
        }
        assertEquals(expected, completed);
    }

    @Test
    void manyThreadsMayShareAClient() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(CompletableFuture.runAsync(() -> {
                    for (int k = 0; k < 200; k++) {
                        ByteBuffer payload = randomBytes(100);
                        assertEquals(payload, client.echo(payload).join());
                    }
                }));
            }
            CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get();
        }
    }

    @Test
    void emptyPayloadNeedsNothingFromTheServer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(EchoClientTest::neverReply);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            assertTrue(client.echo(ByteBuffer.allocate(0)).isDone());
        }
    }

    @Test
    void manyEmptyPayloadsInARowDoNotOverflowTheStack() throws Exception {
        CountDownLatch allQueued = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(socket -> {
                    awaitQuietly(allQueued);
                    ScriptedServer.echo(socket);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            client.echo(randomBytes(1));
            CompletableFuture<ByteBuffer> last = null;
            for (int i = 0; i < 100_000; i++) {
                last = client.echo(ByteBuffer.allocate(0));
            }
            allQueued.countDown();
            assertEquals(0, last.get().remaining());
        }
    }

    @Test
    void replyThatOvertakesTheRequestEndsWithTheWrite() throws Exception {
        int size = 4 * MIB;
        CountDownLatch replyRead = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(4096, socket -> {
                    socket.getOutputStream().write(new byte[size]);
                    replyRead.countDown();
                    socket.getInputStream().readNBytes(size);
                    ScriptedServer.echo(socket);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            CompletableFuture<ByteBuffer> first = client.echo(ByteBuffer.allocate(size));
            ByteBuffer payload = randomBytes(1000);
            CompletableFuture<ByteBuffer> second = client.echo(payload);
            replyRead.await();
            assertEquals(size, first.get().remaining());
            assertEquals(payload, second.get());
        }
    }

    @Test
    void earlyEndOfStreamFailsWithTheCountAndClosesTheClient() throws Exception {
        try (ScriptedServer server = new ScriptedServer(socket -> {
                    byte[] request = socket.getInputStream().readNBytes(10);
                    socket.getOutputStream().write(request, 0, 3);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            Future<ByteBuffer> current = client.echo(randomBytes(10));
            Future<ByteBuffer> queued = client.echo(randomBytes(10));

            Throwable eof = failureOf(current);
            assertInstanceOf(EOFException.class, eof);
            assertEquals("stream ended after 3 of 10 bytes", eof.getMessage());
            Throwable skipped = failureOf(queued);
            assertInstanceOf(ClosedChannelException.class, skipped);
            assertSame(eof, skipped.getCause());
            Throwable refused = failureOf(client.echo(randomBytes(0)));
            assertInstanceOf(ClosedChannelException.class, refused);
            assertSame(eof, refused.getCause());
        }
    }

    @Test
    void resetFailsWithAnIoException() throws Exception {
        try (ScriptedServer server = new ScriptedServer(socket -> {
                    socket.getInputStream().readNBytes(10);
                    socket.setSoLinger(true, 0);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            Throwable failure = failureOf(client.echo(randomBytes(10)));
            assertInstanceOf(IOException.class, failure);
            assertFalse(failure instanceof EOFException, failure::toString);
        }
    }

    @Test
    void resetWhileWritingFailsWithAnIoException() throws Exception {
        try (ScriptedServer server = new ScriptedServer(4096, socket -> {
                    socket.getInputStream().readNBytes(10);
                    socket.setSoLinger(true, 0);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            assertInstanceOf(IOException.class, failureOf(client.echo(randomBytes(16 * MIB))));
        }
    }

    @Test
    void closeFailsPendingAndQueuedAndLaterCalls() throws Exception {
        try (ScriptedServer server = new ScriptedServer(4096, EchoClientTest::neverReply)) {
            EchoClient client = EchoClient.connect(server.address()).get();
            Future<ByteBuffer> pending = client.echo(randomBytes(16 * MIB));
            Future<ByteBuffer> queued = client.echo(randomBytes(1));
            client.close();
            client.close();
            assertInstanceOf(AsynchronousCloseException.class, failureOf(pending));
            assertInstanceOf(AsynchronousCloseException.class, failureOf(queued));
            Throwable later = failureOf(client.echo(randomBytes(1)));
            assertInstanceOf(ClosedChannelException.class, later);
            assertNull(later.getCause());
        }
    }

    @Test
    void closeEndsTheConnection() throws Exception {
        CompletableFuture<Integer> atServer = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(
                socket -> atServer.complete(socket.getInputStream().read()))) {
            EchoClient.connect(server.address()).get().close();
            assertEquals(-1, atServer.get());
        }
    }

    @Test
    void closeRacingWithEchoesLeavesNoFutureOpen() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo)) {
            for (int round = 0; round < 100; round++) {
                EchoClient client = EchoClient.connect(server.address()).get();
                CompletableFuture<Void> closer = CompletableFuture.runAsync(client::close);
                List<CompletableFuture<ByteBuffer>> replies = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    replies.add(client.echo(randomBytes(2000)));
                }
                closer.get();
                for (CompletableFuture<ByteBuffer> reply : replies) {
                    reply.handle((bytes, failure) -> {
                        assertTrue(bytes != null || failure instanceof ClosedChannelException,
                                () -> "failed with " + failure);
                        return null;
                    }).get();
                }
            }
        }
    }

    @Test
    void dependentActionMayUseAndCloseTheClient() throws Exception {
        ByteBuffer payload = randomBytes(5000);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            CompletableFuture<ByteBuffer> chain = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 1000; i++) {
                chain = chain.thenCompose(reply -> client.echo(payload));
            }
            assertEquals(payload, chain.get());
            client.echo(payload).thenRun(client::close).get();
            assertInstanceOf(ClosedChannelException.class, failureOf(client.echo(payload)));
        }
    }

    @Test
    void throwingDependentActionDisturbsNoOtherEcho() throws Exception {
        ByteBuffer payload = randomBytes(100);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo);
                EchoClient client = EchoClient.connect(server.address()).get()) {
            CompletableFuture<Void> broken = client.echo(payload).thenRun(() -> {
                throw new AssertionError("from the test");
            });
            assertEquals(payload, client.echo(payload).get());
            assertInstanceOf(AssertionError.class, failureOf(broken));
        }
    }

    /**
     * The error may come wherever the client is: each round has another depth. What is echoed later
     * is echoed, or fails.
     */
    @Test
    void stackOverflowInNestedEchoesLeavesNoLaterEchoOpen() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo)) {
            List<Integer> hanging = new ArrayList<>();
            for (int round = 0; round < 200; round++) {
                try (EchoClient client = EchoClient.connect(server.address()).get()) {
                    int depth = round;
                    Thread caller = new Thread(null, () -> deepen(depth, client), "deep",
                            256 << 10);
                    caller.start();
                    caller.join();
                    try {
                        client.echo(randomBytes(100)).get(2, TimeUnit.SECONDS);
                    } catch (ExecutionException expected) {
                        assertInstanceOf(ClosedChannelException.class, expected.getCause());
                    } catch (TimeoutException e) {
                        hanging.add(round);
                    }
                }
            }
            assertEquals(List.of(), hanging);
        }
    }

    /** Goes down to where the stack ends, by steps of other sizes, and echoes all the way. */
    private static void deepen(int frames, EchoClient client) {
        if (frames > 0) {
            deepen(frames - 1, client);
            return;
        }
        try {
            nest(client);
        } catch (StackOverflowError expected) {
            // The caller's own doing.
        }
    }

    private static void nest(EchoClient client) {
        client.echo(ByteBuffer.allocate(0)).thenRun(() -> nest(client));
    }

    @Test
    void cancelledEchoKeepsTheNextReplyInPlace() throws Exception {
        ByteBuffer payload = randomBytes(100);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(socket -> {
                    awaitQuietly(cancelled);
                    ScriptedServer.echo(socket);
                });
                EchoClient client = EchoClient.connect(server.address()).get()) {
            CompletableFuture<ByteBuffer> first = client.echo(randomBytes(100));
            CompletableFuture<ByteBuffer> second = client.echo(payload);
            first.cancel(false);
            cancelled.countDown();
            assertEquals(payload, second.get());
            assertThrows(CancellationException.class, first::get);
        }
    }

    @Test
    void connectToAPortWithoutListenerFailsWithConnectException() throws Exception {
        InetSocketAddress free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        assertInstanceOf(ConnectException.class, failureOf(EchoClient.connect(free)));
    }

    @Test
    void connectThrowsCallerMistakesAtOnce() {
        assertThrows(NullPointerException.class, () -> EchoClient.connect(null));
        assertThrows(UnresolvedAddressException.class,
                () -> EchoClient.connect(InetSocketAddress.createUnresolved("localhost", 1)));
    }

    @Test
    void cancelledConnectLeavesNoConnectionBehind() throws Exception {
        int cancelled = 0;
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::echo)) {
            for (int i = 0; i < 100; i++) {
                CompletableFuture<EchoClient> attempt = EchoClient.connect(server.address());
                if (attempt.cancel(false)) {
                    cancelled++;
                } else {
                    attempt.get().close();
                }
            }
            assertTrue(cancelled > 0, "the JDK dispatches the completion: some are in time");
            // The server accepts in order: once it serves this one, it knows all the others.
            try (EchoClient last = EchoClient.connect(server.address()).get()) {
                last.echo(randomBytes(1)).get();
                Clients.await("end of the others", () -> server.openConnections() == 1);
            }
        }
    }

    private static void neverReply(Socket socket) throws IOException {
        awaitQuietly(new CountDownLatch(1));
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Throwable failureOf(Future<?> future) throws Exception {
        return assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static ByteBuffer randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
