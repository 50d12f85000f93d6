package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.LeakCheck;
import io.github.nioecho.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stress must fail for the right reason: here are servers that are wrong. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class StressClientTest {

    private static final int SIZE = 100_000;

    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final StressClient client =
            new StressClient(new Content(1), senders, Duration.ofSeconds(20));

    @AfterEach
    void stopSenders() {
        senders.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"NEVER_READER", "SILENT"})
    void verifiesEveryByteOfACorrectServer(Behaviour behaviour) throws Exception {
        long verified = behaviour == Behaviour.RESET ? SIZE / 2 : SIZE;
        ClientOutcome outcome = run(behaviour, ServerKind.SMALL, ScriptedServer::echo);
        assertFalse(outcome.refused());
        assertTrue(outcome.verifiedBytes() >= verified, outcome::toString);
    }

    static Stream<Arguments> wrongServers() {
        return Stream.of(
                wrong("wrong byte at 99999 of 100000", echo -> echo[SIZE - 1] ^= 1),
                wrong("wrong byte at 0 of 100000", echo -> echo[0] ^= 1),
                wrong("wrong byte at 1024 of 100000",
                        echo -> System.arraycopy(echo, 0, echo, 1024, 1024)),
                wrong("wrong byte at 5000 of 100000",
                        echo -> System.arraycopy(echo, 6000, echo, 5000, SIZE - 6000)));
    }

    @ParameterizedTest
    @MethodSource("wrongServers")
    void findsTheFirstWrongByte(String message, Corruption corruption) {
        assertViolates(message, Behaviour.HALF_CLOSE, ServerKind.SMALL, socket -> {
            byte[] echo = socket.getInputStream().readAllBytes();
            corruption.apply(echo);
            socket.getOutputStream().write(echo);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HALF_CLOSE", "SLOW_READER", "LATE_READER", "PING_PONG", "RESET",
            "STREAM"})
    void findsALostTail(Behaviour behaviour) {
        int kept = behaviour == Behaviour.RESET ? SIZE / 2 - 1 : SIZE - 1;
        assertViolates("end of stream after " + kept + " bytes of " + SIZE,
                behaviour, ServerKind.SMALL, socket -> {
                    echoOnly(kept, socket);
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
    }

    @Test
    void findsAByteTooMany() {
        Content content = new Content(1);
        assertViolates("100001 bytes echoed of 100000 sent",
                Behaviour.HALF_CLOSE, ServerKind.SMALL, socket -> {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    content.writeTo(socket.getOutputStream(), 0, SIZE + 1);
                });
    }

    @Test
    void findsAServerThatBuffersWithoutBound() {
        assertViolates("a client that never reads could send everything",
                Behaviour.NEVER_READER, ServerKind.IDLE,
                socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    @Test
    void findsAReset() {
        // An IOException, or an end of stream too early where the sender took the error.
        assertThrows(Exception.class,
                () -> run(Behaviour.HALF_CLOSE, ServerKind.SMALL, socket -> {
                    echoOnly(1000, socket);
                    socket.setSoLinger(true, 0);
                }));
    }

    @ParameterizedTest
    @EnumSource
    void findsAHang(Behaviour behaviour) throws Exception {
        StressClient impatient =
                new StressClient(new Content(1), senders, Duration.ofMillis(100));
        // Takes the first byte and nothing more; more than the sockets hold is on its way.
        ClientPlan plan = plan(behaviour, ServerKind.IDLE, 64 << 20);
        try (ScriptedServer server = new ScriptedServer(4096, StressClientTest::waitForClose)) {
            assertThrows(SocketTimeoutException.class,
                    () -> impatient.run(plan, server.address()));
        }
    }

    @Test
    void takesNothingFromALimitedServerForARefusalButNotAWrongByte() throws Exception {
        ClientOutcome outcome = run(Behaviour.HALF_CLOSE, ServerKind.LIMITED, Socket::close);
        assertEquals(new ClientOutcome(0, true), outcome);
        assertViolates("wrong byte at 0 of 100000",
                Behaviour.HALF_CLOSE, ServerKind.LIMITED, socket -> {
                    byte[] echo = socket.getInputStream().readAllBytes();
                    echo[0] ^= 1;
                    socket.getOutputStream().write(echo);
                });
    }

    @Test
    void fleetStopsAtTheFirstFailureAndTellsThePlan() throws Exception {
        Tally tally = new Tally();
        try (ScriptedServer server = new ScriptedServer(Socket::close);
                ClientFleet fleet = new ClientFleet(
                        1, 4, 1, Duration.ofSeconds(20), kind -> server.address(), tally)) {
            fleet.run(() -> false, Duration.ofSeconds(1), () -> { }, Long.MAX_VALUE);
        }
        assertFalse(tally.failures().isEmpty());
        String failure = tally.failures().get(0);
        assertTrue(failure.contains("ClientPlan[number="), failure);
    }

    private void assertViolates(
            String message, Behaviour behaviour, ServerKind kind, ScriptedServer.Script script) {
        Throwable violation = assertThrows(Exception.class, () -> run(behaviour, kind, script));
        assertInstanceOf(EchoViolation.class, violation);
        assertEquals(message, violation.getMessage());
    }

    private ClientOutcome run(Behaviour behaviour, ServerKind kind, ScriptedServer.Script script)
            throws Exception {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return client.run(plan(behaviour, kind, SIZE), server.address());
        }
    }

    private static ClientPlan plan(Behaviour behaviour, ServerKind kind, long size) {
        return new ClientPlan(0, behaviour, kind, 0, size, 1000, 3000, 1, 10_000, size / 2);
    }

    private static void echoOnly(int count, Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[1000];
        int left = count;
        while (left > 0) {
            int n = in.read(chunk, 0, Math.min(left, chunk.length));
            socket.getOutputStream().write(Arrays.copyOf(chunk, n));
            left -= n;
        }
    }

    private static void waitForClose(Socket socket) throws IOException {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException expected) {
            // The test has closed the server.
        }
    }

    private static Arguments wrong(String message, Corruption corruption) {
        return Arguments.of(message, corruption);
    }

    /** Spoils what is to be echoed. */
    private interface Corruption {
        void apply(byte[] echo);
    }
}
