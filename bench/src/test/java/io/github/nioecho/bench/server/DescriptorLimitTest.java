package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a variant does while its process has no descriptor left for another connection. */
@Timeout(60)
class DescriptorLimitTest {

    static final Path SHELL = Path.of("/bin/sh");
    private static final int DESCRIPTORS = 80;
    private static final Duration WATCHED = Duration.ofSeconds(1);
    private static final Duration MOST_CPU = Duration.ofMillis(150);
    private static final int MOST_WAITS = 10;

    /** One of others that tries to accept again as soon as that has failed; no option ends it. */
    private static final Set<ServerVariant> BUSY = EnumSet.of(ServerVariant.NETTY_IO_URING);

    @ParameterizedTest
    @MethodSource("io.github.nioecho.bench.server.ServerContract#variants")
    void clientsWaitWithoutBusyServerAndAreServedOnceOthersEnd(ServerVariant variant)
            throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "no shell whose ulimit could be used");
        assumeFalse(variant == ServerVariant.ASYNC_LOOPS,
                "of several listeners each has clients of its own: any may wait, not the last one");
        // Measured all the same: no benchmark comes near the limit.
        assumeFalse(variant == ServerVariant.SMART_SOCKET, "smart-socket 1.8.4 calls a handler that"
                + " is not there when a failed accept is tried again; now and then that ends it");
        Process process = startWithFewDescriptors(variant);
        List<TestClient> clients = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            SocketAddress address = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(out.readLine()));
            loadClasses(address);
            for (int i = 0; i < DESCRIPTORS; i++) {
                clients.add(TestClient.connect(address));
            }
            TestClient served = clients.get(0);
            TestClient waiting = clients.get(DESCRIPTORS - 1);
            served.roundTrip();
            Payload message = Payload.random(100);
            waiting.send(message);

            if (BUSY.contains(variant)) {
                waiting.expectSilence(WATCHED);
            } else {
                awaitRest(process, waiting);
            }
            served.roundTrip();

            for (TestClient client : clients.subList(0, DESCRIPTORS - 1)) {
                client.close();
            }
            waiting.expect(message);
            if (!variant.label().startsWith("async")) { // where the library's own logger warns
                assertSaysWhatItIsShortOf(process);
            }
        } finally {
            process.destroyForcibly().waitFor();
            for (TestClient client : clients) {
                client.close();
            }
        }
    }

    /** Loading a class takes a descriptor too: has the server load what ends a connection. */
    private static void loadClasses(SocketAddress address) throws IOException {
        try (TestClient client = TestClient.connect(address)) {
            client.echo(Payload.random(100));
        }
        TestClient client = TestClient.connect(address);
        client.roundTrip();
        client.reset();
    }

    private static void assertSaysWhatItIsShortOf(Process process) throws Exception {
        process.outputWriter().close();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(errors.contains("cannot accept: "), errors);
        assertTrue(errors.contains("Too many open files"), errors);
    }

    /** Watches a server until it rests: its compiler may be at work. One that is busy never does. */
    private static void awaitRest(Process process, TestClient waiting) throws IOException {
        Duration cpu = MOST_CPU;
        for (int i = 0; i < MOST_WAITS && cpu.compareTo(MOST_CPU) >= 0; i++) {
            Duration before = cpuTime(process);
            waiting.expectSilence(WATCHED);
            cpu = cpuTime(process).minus(before);
        }
        assertTrue(cpu.compareTo(MOST_CPU) < 0, "busy at the limit: " + cpu);
    }

    private static Duration cpuTime(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Process startWithFewDescriptors(ServerVariant variant) throws IOException {
        List<String> arguments = new ArrayList<>(variant.jvmArgs());
        arguments.addAll(List.of(DescriptorLimitTest.class.getName(), variant.label()));
        return startWithFewDescriptors(arguments);
    }

    /** Starts a JVM that can have no more than {@link #DESCRIPTORS} at a time. */
    static Process startWithFewDescriptors(List<String> javaArguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                SHELL.toString(), "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$0\" \"$@\"",
                java, "-cp", System.getProperty("java.class.path")));
        command.addAll(javaArguments);
        return new ProcessBuilder(command).start();
    }

    /**
     * Runs one variant until standard input ends.
     *
     * @param args the variant's name
     * @throws Exception if the server does not start
     */
    public static void main(String[] args) throws Exception {
        ServerSpec spec = ServerSpec.onLoopback(1_024, 1);
        try (RunningServer server = ServerVariant.named(args[0]).start(spec)) {
            System.out.println(Ports.of(server));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
