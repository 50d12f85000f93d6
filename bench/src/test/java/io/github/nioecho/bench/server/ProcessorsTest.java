package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated
@Timeout(60)
class ProcessorsTest {

    private static final Optional<Processors> PARTS = Processors.split();

    /** Tells where its threads may run, those that the JVM has started among them. */
    static final class Told {
        public static void main(String[] args) throws Exception {
            System.out.println(Runtime.getRuntime().availableProcessors());
            System.out.println(whereThreadsRun(ProcessHandle.current().pid()));
            System.out.println(Processors.unavailable().orElse("available"));
            System.out.println(Processors.split().isPresent());
            System.in.read();
            System.out.println(whereThreadsRun(ProcessHandle.current().pid()));
        }
    }

    @AfterEach
    void threadOfTheTestIsBoundNoMore() throws IOException {
        if (PARTS.isPresent()) {
            assertEquals(PARTS.get().client().size() + PARTS.get().servers().size(),
                    Affinity.ofThisThread().cardinality());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // allowed | cores | client | servers | hyperthreads
        "0-1      | 0;1           | 0   | 1       | false",
        "0-1      | 0-1           | 0   | 1       | true",
        "0-3      | 0-1;2-3       | 0-1 | 2-3     | true",
        "0-7      | 0,4;1,5;2,6;3,7 | 0,4 | 1-3,5-7 | true",
        "1-3      | 0,2;1,3       | 1,3 | 2       | true",
        "2-3,8    | 0-3;4-7;8-11  | 2-3 | 8       | true",
        "0-3      | 0-3           | 0   | 1-3     | true",
        "4-5      | 0,4;1,5       | 4   | 5       | false",
    })
    void clientGetsOneCoreAndTheServersTheRest(
            String allowed, String cores, String client, String servers, boolean hyperthreads) {
        List<ProcessorSet> all = Stream.of(cores.split(";")).map(ProcessorSet::parse).toList();
        Processors parts = Processors.split(ProcessorSet.parse(allowed), number -> all.stream()
                .filter(core -> core.numbers().contains(number)).findFirst().orElseThrow());
        assertEquals(client, parts.client().toString());
        assertEquals(servers, parts.servers().toString());
        assertEquals(hyperthreads, parts.hyperthreads());
    }

    @Test
    void wordsAreForPeople() {
        assertEquals("client on processor 0, servers on processors 1-3",
                Processors.split(ProcessorSet.parse("0-3"), ProcessorSet::of).words());
    }

    @Test
    void serverStartsBoundWithAllItsThreads() throws Exception {
        Processors parts = parts();
        Process server = parts.start(java());
        try (BufferedReader told = server.inputReader()) {
            assertEquals("" + parts.servers().size(), told.readLine());
            assertEquals("[" + parts.servers() + "]", told.readLine());
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void serverThatRunsIsBoundWithAllItsThreads() throws Exception {
        Processors parts = parts();
        Process server = java().start();
        try (BufferedReader told = server.inputReader()) {
            told.readLine();
            assertNotEquals("[" + parts.servers() + "]", told.readLine());
            told.readLine();
            told.readLine();
            parts.bindServer(server.pid());
            server.outputWriter().append('\n').flush();
            assertEquals("[" + parts.servers() + "]", told.readLine());
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void processThatHasEndedCannotBeBound() throws Exception {
        Processors parts = parts();
        Process server = java().start();
        server.destroyForcibly().waitFor();
        assertThrows(IOException.class, () -> parts.bindServer(server.pid()));
    }

    @Test
    void failedStartLeavesTheThreadWhereItWas() throws Exception {
        Processors parts = parts();
        assertThrows(IOException.class, () -> parts.start(new ProcessBuilder("/no/such/program")));
    }

    @Test
    void clientIsBoundWithAllItsThreadsUntilItIsReleased() throws Exception {
        Processors parts = parts();
        long self = ProcessHandle.current().pid();
        ProcessorSet before = ProcessorSet.of(Affinity.ofThisThread());
        CountDownLatch end = new CountDownLatch(1);
        Closeable bound = parts.bindClient();
        Thread later = Thread.ofPlatform().start(() -> await(end));
        try {
            assertEquals(List.of(parts.client().toString()), whereThreadsRun(self));
            // What is bound to one part starts what is bound to the other.
            Process server = parts.start(java());
            try (BufferedReader told = server.inputReader()) {
                told.readLine();
                assertEquals("[" + parts.servers() + "]", told.readLine());
            } finally {
                server.destroyForcibly();
            }
        } finally {
            bound.close();
        }
        assertEquals(List.of(before.toString()), whereThreadsRun(self));
        end.countDown();
        later.join();
    }

    @Test
    void virtualThreadBindsNothing() throws Exception {
        Processors parts = parts();
        List<Throwable> failures = new ArrayList<>();
        Thread.ofVirtual().start(() -> failures.add(assertThrows(
                IllegalStateException.class, () -> parts.start(java())))).join();
        assertEquals(1, failures.size());
    }

    @Test
    void oneProcessorCannotBeSplitAndTheReasonIsSaid() throws Exception {
        Processors parts = parts();
        ProcessorSet two = ProcessorSet.parse(
                parts.client().numbers().get(0) + "," + parts.servers().numbers().get(0));
        Processors one = Processors.split(two, ProcessorSet::of);
        Process server = one.start(java());
        try (BufferedReader told = server.inputReader()) {
            assertEquals("1", told.readLine());
            told.readLine();
            assertEquals("this process may use one processor only", told.readLine());
            assertEquals("false", told.readLine());
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void withoutNativeLibraryTheReasonIsSaid() throws Exception {
        assumeTrue(Affinity.unavailable().isEmpty());
        Process server = java("-Djna.nounpack=true").start();
        try (BufferedReader told = server.inputReader()) {
            told.readLine();
            told.readLine();
            assertEquals("the C library cannot be called", told.readLine());
            assertEquals("false", told.readLine());
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void eitherThereArePartsOrAReason() {
        assertTrue(Processors.split().isPresent() != Processors.unavailable().isPresent());
        assertFalse(Processors.unavailable().filter(String::isBlank).isPresent());
    }

    private static Processors parts() {
        assumeTrue(PARTS.isPresent(), () -> Processors.unavailable().orElseThrow());
        return PARTS.get();
    }

    private static ProcessBuilder java(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.add(Told.class.getName());
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** Returns the sets of processors that the kernel lets the threads of a process run on. */
    private static List<String> whereThreadsRun(long pid) throws IOException {
        List<String> lists = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                try (Stream<String> lines = Files.lines(task.resolve("status"))) {
                    lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .forEach(lists::add);
                } catch (IOException | UncheckedIOException expected) {
                    // The thread has ended.
                }
            }
        }
        return lists.stream().distinct().toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
