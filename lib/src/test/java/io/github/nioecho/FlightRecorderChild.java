package io.github.nioecho;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * A JVM that begins to record while it has an echo server, to run in a {@link ChildJvm}. The
 * argument is a folder for the recording. Prints the server's port, begins to record at the first
 * line of input and answers it, and at the second one answers with the names of the events.
 */
final class FlightRecorderChild {

    private FlightRecorderChild() {
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (EchoServer server = EchoServer.start()) {
            echo(server);
            System.out.println(server.port() + " " + FlightRecorder.isInitialized());
            in.readLine();
            try (Recording recording = new Recording()) {
                recording.start();
                echo(server);
                System.out.println("recording");
                in.readLine();
                recording.stop();
                recording.dump(Path.of(args[0]));
            }
        }
        List<String> names = new ArrayList<>();
        RecordingFile.readAllEvents(Path.of(args[0])).stream()
                .map(event -> event.getEventType().getName())
                .filter(name -> name.startsWith("io.github.nioecho."))
                .distinct()
                .sorted()
                .forEach(names::add);
        Files.delete(Path.of(args[0]));
        System.out.println(names);
        in.readLine();
    }

    private static void echo(EchoServer server) throws Exception {
        try (Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, new byte[] {1});
        }
    }
}
