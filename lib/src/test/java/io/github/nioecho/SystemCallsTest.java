package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.channels.IoUringChannelProvider;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts the system calls of an echo, one by one: those that the channels need, the JDK's and ours,
 * and none of the server's own.
 *
 * <p>The server's JVM interprets all code, which changes no call on the path of an echo, but leaves
 * out the compiler: a thread that hands it a method wakes it, and that is a futex.
 */
@ExtendWith(LeakCheck.class)
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts system calls with strace")
@OnlyOnJdkChannels("one registration and one failed read for every echo; ours need others")
class SystemCallsTest {

    private static final String WITHOUT_SYNCHRONOUS_READ =
            "-Dsun.nio.ch.disableSynchronousRead=true";

    /** What the first echoes load, and do once for each connection, is done after so many. */
    private static final int WARM_UP = 34;
    private static final int ECHOES = 500;

    /** A method handle has classes of its own made after 127 calls. */
    private static final int WARM_UP_OF_METHOD_HANDLES = 300;

    /** The size of a buffer, and so of what one read takes of a stream. */
    private static final int CHUNK_BYTES = 64;
    private static final int CHUNKS = 17 * 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void straceTracesHere() throws Exception {
        Path errors = folder.resolve("errors");
        try {
            int exitCode = new ProcessBuilder(
                    "strace", "-ff", "-o", folder.resolve("probe").toString(), "true")
                    .redirectError(errors.toFile()).start().waitFor();
            assumeTrue(exitCode == 0, "strace may not trace here: " + Files.readString(errors));
        } catch (IOException missing) {
            assumeTrue(false, "strace is not installed here");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK_BYTES, 1024})
    void pingPongTakesFiveCalls(int messageBytes) throws Exception {
        assertEquals(
                Map.of(List.of("epoll_wait", "read", "write", "read EAGAIN", "epoll_ctl"), ECHOES),
                callsOfPingPong(messageBytes, List.of("1024")));
    }

    /** NIO.2 cannot wait without a buffer: what came behind the small one is read after that. */
    @Test
    void pingPongOfLargeMessagesTakesOneReadMoreWhereBuffersGrow() throws Exception {
        assertEquals(
                Map.of(List.of("epoll_wait", "read", "read", "write", "read EAGAIN", "epoll_ctl"),
                        ECHOES),
                callsOfPingPong(4096, List.of("1024", "65536")));
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK_BYTES, 1024})
    void pingPongWithoutSynchronousReadsTakesFourCalls(int messageBytes) throws Exception {
        assertEquals(
                Map.of(List.of("epoll_wait", "read", "write", "epoll_ctl"), ECHOES),
                callsOfPingPong(messageBytes, List.of("1024"), WITHOUT_SYNCHRONOUS_READ));
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK_BYTES, 1024})
    void pingPongOnTheSelectorProviderTakesThreeCalls(int messageBytes) throws Exception {
        assertEquals(
                Map.of(List.of("epoll_wait", "read", "write"), ECHOES),
                callsOfPingPong(messageBytes, List.of("1024"),
                        provider(SelectorChannelProvider.class)));
    }

    /**
     * One submits the write, and one the next read, for which it waits. The first of them may look
     * as if it waited, so that they are counted all together.
     */
    @Test
    void pingPongOnTheIoUringProviderTakesTwoCalls() throws Exception {
        int calls = entersOfEchoes(1, ECHOES);
        assertTrue(calls <= 2 * ECHOES + 2, () -> calls + " calls for " + ECHOES + " echoes");
    }

    /** What has come by then is submitted, and completed, with the same call. */
    @Test
    void echoesOfSixteenConnectionsOnTheIoUringProviderTakeOneCallEach() throws Exception {
        int rounds = 100;
        int calls = entersOfEchoes(16, rounds);
        assertTrue(calls <= 16 * rounds, () -> calls + " calls for " + 16 * rounds + " echoes");
    }

    /**
     * For each event that it has polled, the JDK completes at most 16 more operations on the spot
     * ({@code sun.nio.ch.maxCompletionHandlersOnStack}, which {@code Invoker} counts for each event,
     * not on the stack), and has epoll say when the next one can go on. So 34 operations, the reads
     * and writes of 17 chunks, take two rounds of {@code epoll_ctl} and {@code epoll_wait}.
     */
    @Test
    void streamTakesTwoCallsForAChunkAndTwoForSeventeenOperations() throws Exception {
        assertEquals(
                Map.of("read", CHUNKS, "write", CHUNKS,
                        "epoll_ctl", CHUNKS / 17 * 2, "epoll_wait", CHUNKS / 17 * 2),
                callsOfStream());
    }

    @Test
    void streamTakesTwoCallsForAChunkWhereTheJdkMakesNoPause() throws Exception {
        assertEquals(
                Map.of("read", CHUNKS, "write", CHUNKS),
                callsOfStream("-Dsun.nio.ch.maxCompletionHandlersOnStack=1000"));
    }

    @Test
    void streamWithoutSynchronousReadsTakesFourCallsForAChunk() throws Exception {
        assertEquals(
                Map.of("read", CHUNKS, "write", CHUNKS, "epoll_ctl", CHUNKS, "epoll_wait", CHUNKS),
                callsOfStream(WITHOUT_SYNCHRONOUS_READ));
    }

    /** Returns how often the event loop entered io_uring while so many echoed so often. */
    private int entersOfEchoes(int connections, int rounds) throws Exception {
        IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
        byte[] message = Clients.randomBytes(CHUNK_BYTES, connections);
        List<Socket> clients = new ArrayList<>();
        try (ChildJvm child = trace(List.of("1024"), provider(IoUringChannelProvider.class),
                "--enable-native-access=ALL-UNNAMED")) {
            InetSocketAddress address = address(child);
            child.ask("begin");
            for (int i = 0; i < connections; i++) {
                clients.add(Clients.connect(address));
                clients.get(i).setTcpNoDelay(true);
            }
            LoopTrace trace = LoopTrace.await(folder);
            echo(clients, message, WARM_UP_OF_METHOD_HANDLES);
            trace.awaitPoll();
            echo(clients, message, rounds);
            List<String> calls = trace.awaitPoll();
            assertEquals(Set.of("io_uring_enter"), Set.copyOf(calls));
            return calls.size();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void echo(List<Socket> clients, byte[] message, int rounds)
            throws IOException {
        for (int i = 0; i < rounds; i++) {
            for (Socket client : clients) {
                client.getOutputStream().write(message);
            }
            for (Socket client : clients) {
                assertArrayEquals(message, client.getInputStream().readNBytes(message.length));
            }
        }
    }

    private static String provider(Class<?> type) {
        return "-Djava.nio.channels.spi.AsynchronousChannelProvider=" + type.getName();
    }

    /** Returns which calls the event loop made for an echo, and for how many echoes. */
    private Map<List<String>, Integer> callsOfPingPong(
            int messageBytes, List<String> buffers, String... jvmOptions) throws Exception {
        byte[] message = Clients.randomBytes(messageBytes, messageBytes);
        Map<List<String>, Integer> calls = new HashMap<>();
        try (ChildJvm child = trace(buffers, jvmOptions);
                Socket client = Clients.connect(address(child))) {
            client.setTcpNoDelay(true);
            child.ask("begin");
            LoopTrace trace = LoopTrace.await(folder);
            for (int i = 0; i < WARM_UP + ECHOES; i++) {
                // The next message comes when the loop waits for it, or a read would find it early.
                List<String> before = trace.awaitPoll();
                if (i > WARM_UP) {
                    calls.merge(before, 1, Integer::sum);
                }
                Clients.assertEchoes(client, message);
            }
            calls.merge(trace.awaitPoll(), 1, Integer::sum);
        }
        return calls;
    }

    /**
     * Returns how many of each call the event loop made while it echoed the chunks of a stream, all
     * of which had come before it read the first.
     */
    private Map<String, Integer> callsOfStream(String... jvmOptions) throws Exception {
        byte[] stream = Clients.randomBytes((WARM_UP + CHUNKS) * CHUNK_BYTES, CHUNKS);
        List<String> calls;
        try (ChildJvm child = trace(List.of("" + CHUNK_BYTES), jvmOptions);
                Socket client = Clients.connect(address(child))) {
            client.getOutputStream().write(stream);
            child.ask("begin");
            assertArrayEquals(stream, client.getInputStream().readNBytes(stream.length));
            calls = LoopTrace.await(folder).awaitPoll();
        }
        // A write ends the echo of a chunk.
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).equals("write")) {
                ends.add(i);
            }
        }
        assertEquals(WARM_UP + CHUNKS, ends.size(), () -> "writes in " + calls);
        Map<String, Integer> counts = new TreeMap<>();
        calls.subList(ends.get(WARM_UP - 1) + 1, ends.get(WARM_UP + CHUNKS - 1) + 1)
                .forEach(call -> counts.merge(call, 1, Integer::sum));
        return counts;
    }

    private ChildJvm trace(List<String> buffers, String... jvmOptions) throws IOException {
        List<String> options = new ArrayList<>(List.of("-Xint"));
        options.addAll(List.of(jvmOptions));
        return ChildJvm.start(
                "exec strace -ff -s 0 -o '" + folder.resolve("calls") + "' \"$0\" \"$@\"",
                options, TracedServer.class, buffers.toArray(String[]::new));
    }

    private static InetSocketAddress address(ChildJvm child) throws Exception {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(child.line()));
    }
}
