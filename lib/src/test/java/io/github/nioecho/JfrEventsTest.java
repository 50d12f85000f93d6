package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.FaultyProvider.Fault;
import io.github.nioecho.cli.MainProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of Java Flight Recorder has of a server. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class JfrEventsTest {

    private static final String PREFIX = "io.github.nioecho.";

    @TempDir
    private static Path folder;

    /** Flight Recorder keeps threads and files from its first recording on. */
    @BeforeAll
    static void recordOnce() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            recording.stop();
            recording.dump(folder.resolve("first.jfr"));
        }
    }

    @Test
    void tellOfAServerItsConnectionsAndItsFailedAccepts() throws Exception {
        FaultyProvider provider = new FaultyProvider();
        provider.plan(Fault.FAILED, new IOException("Too many open files"));
        List<RecordedEvent> events;
        int serverPort;
        int clientPort;
        try (Recording recording = new Recording()) {
            recording.start();
            try (EchoServer server = EchoServer.builder().provider(provider).start();
                    Socket socket = Clients.connect(server.address())) {
                serverPort = server.port();
                clientPort = socket.getLocalPort();
                Clients.assertEchoesToTheEnd(socket, new byte[5000]);
            }
            events = eventsOf(recording);
        }
        assertEquals(List.of("ServerStart", "AcceptFailure", "Connection", "ServerStop"),
                events.stream().map(JfrEventsTest::simpleName).toList());

        for (RecordedEvent event : List.of(events.get(0), events.get(3))) {
            assertEquals("127.0.0.1", event.getString("address"));
            assertEquals(serverPort, event.getInt("port"));
        }

        RecordedEvent failure = events.get(1);
        assertEquals("java.io.IOException: Too many open files", failure.getString("failure"));
        assertEquals(Duration.ofMillis(10), failure.getDuration("pause"));

        RecordedEvent connection = events.get(2);
        assertEquals(1, connection.getLong("id"));
        assertEquals("127.0.0.1", connection.getString("remoteAddress"));
        assertEquals(clientPort, connection.getInt("remotePort"));
        assertEquals(serverPort, connection.getInt("localPort"));
        assertEquals(5000, connection.getLong("bytesReceived"));
        assertEquals(5000, connection.getLong("bytesSent"));
        assertEquals("END_OF_STREAM", connection.getString("closeReason"));
        assertFalse(connection.getDuration().isZero(), "it ends when it begins");
        assertFalse(connection.getStartTime().isBefore(failure.getStartTime()));
        events.forEach(event -> assertNull(event.getStackTrace()));
    }

    /** It has its path in place of the host's address, and no port, which is 0. */
    @Test
    void tellOfAServerOnAUnixDomainSocket() throws Exception {
        Path socketFolder = Files.createTempDirectory("echo");
        Path path = socketFolder.resolve("s");
        List<RecordedEvent> events;
        try (Recording recording = new Recording()) {
            recording.start();
            try (EchoServer server = EchoServer.builder()
                            .provider(OwnProviders.SELECTOR).unixPath(path).start();
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.shutdownOutput();
                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
                Clients.await("it is over", () -> server.metrics().openConnections() == 0);
            }
            events = eventsOf(recording);
        } finally {
            Files.delete(socketFolder);
        }
        assertEquals(List.of("ServerStart", "Connection", "ServerStop"),
                events.stream().map(JfrEventsTest::simpleName).toList());
        for (RecordedEvent event : List.of(events.get(0), events.get(2))) {
            assertEquals(path.toString(), event.getString("address"));
            assertEquals(0, event.getInt("port"));
        }
        RecordedEvent connection = events.get(1);
        assertEquals("", connection.getString("remoteAddress"));
        assertEquals(0, connection.getInt("remotePort"));
        assertEquals(0, connection.getInt("localPort"));
    }

    @Test
    void tellNothingOfAConnectionThatWasOpenBefore() throws Exception {
        try (EchoServer server = EchoServer.start();
                Recording recording = new Recording()) {
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, new byte[] {1});
                recording.start();
                Clients.assertEchoesToTheEnd(socket, new byte[] {2});
            }
            Clients.await("it has ended", () -> server.metrics().openConnections() == 0);
            assertEquals(List.of(), eventsOf(recording));
        }
    }

    /** What nobody records costs nobody anything: neither time at the start nor memory. */
    @Test
    void areNotLoadedBeforeSomethingRecords() throws Exception {
        Path log = folder.resolve("classes.log");
        try (MainProcess main = MainProcess.start(
                        List.of("-Xlog:class+load:file=" + log), "-p", "0");
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoesToTheEnd(socket, new byte[] {1});
            main.terminate();
            main.awaitExit();
        }
        List<String> loaded = Files.readAllLines(log).stream()
                .map(line -> line.replaceAll(".*] (\\S+) source:.*", "$1"))
                .filter(name -> name.startsWith("jdk.jfr."))
                .toList();
        assertEquals(List.of("jdk.jfr.FlightRecorder"), loaded);
    }

    @Test
    void beginWhenSomethingRecordsThoughTheServerRunsAlready() throws Exception {
        try (ChildJvm child = ChildJvm.start("true", List.of(), FlightRecorderChild.class,
                folder.resolve("late.jfr").toString())) {
            String port = child.line();
            assertTrue(port.endsWith(" false"), "records from its start on");
            child.ask("record");
            assertEquals("[" + PREFIX + "Connection]", child.ask("which events?"));
        }
    }

    /** By then it is too late to load a class: that takes a descriptor, too. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "limits descriptors with the shell's ulimit")
    void tellOfAnAcceptThatFailsWithoutDescriptors() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start("ulimit -n 100", List.of(), FlightRecorderChild.class,
                folder.resolve("exhausted.jfr").toString())) {
            String port = child.line().split(" ")[0];
            child.ask("record");
            try {
                for (int i = 0; i < 100; i++) {
                    sockets.add(Clients.connect(new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), Integer.parseInt(port))));
                }
                assertThrows(SocketTimeoutException.class, () -> {
                    sockets.get(99).setSoTimeout(500);
                    sockets.get(99).getOutputStream().write(1);
                    sockets.get(99).getInputStream().read();
                });
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            assertEquals("[" + PREFIX + "AcceptFailure, " + PREFIX + "Connection]",
                    child.ask("which events?"));
        }
    }

    /** Without the module, its classes must not be loaded, even to look for them. */
    @Test
    void areNotNeededToServe() throws Exception {
        try (MainProcess main = MainProcess.start(
                        List.of("--limit-modules", "java.base"), "-p", "0");
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoesToTheEnd(socket, new byte[] {1});
            main.terminate();
            assertNull(main.stderr.readLine());
        }
    }

    private static List<RecordedEvent> eventsOf(Recording recording) throws IOException {
        recording.stop();
        Path file = folder.resolve(recording.getId() + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }

    private static String simpleName(RecordedEvent event) {
        return event.getEventType().getName().substring(PREFIX.length());
    }
}
