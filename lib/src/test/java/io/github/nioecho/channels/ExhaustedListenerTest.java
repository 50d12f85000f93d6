package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Accepting without a free descriptor, in a JVM of its own. */
@EveryProvider
@EnabledOnOs(value = OS.LINUX, disabledReason = "limits descriptors with the shell's ulimit")
class ExhaustedListenerTest {

    private final Process child;
    private final BufferedReader answers;
    private final Writer orders;

    ExhaustedListenerTest(Provider provider) throws IOException {
        provider.get();
        child = new ProcessBuilder("sh", "-c", "ulimit -n 100 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"),
                ExhaustedListener.class.getName(), provider.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = child.inputReader();
        orders = child.outputWriter();
    }

    @AfterEach
    void end() throws Exception {
        orders.close();
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, child.exitValue());
    }

    /** One that is told of, and one that the accept finds waiting. */
    @Test
    void acceptFailsWithoutADescriptorAndSucceedsAgainWithOne() throws Exception {
        int port = Integer.parseInt(answers.readLine());
        order("accept");
        try (Socket before = connect(port)) {
            assertEquals("accepted, open true", answers.readLine());
            assertTrue(before.isConnected());
        }
        order("accept");
        assertEquals("none left", ask("take"));
        try (Socket first = connect(port); Socket second = connect(port)) {
            assertEquals("failed true", answers.readLine());
            for (int i = 0; i < 3; i++) {
                assertEquals("failed true", ask("accept"));
            }
            assertEquals("freed", ask("free"));
            assertEquals("accepted, open true", ask("accept"));
            assertEquals("accepted, open true", ask("accept"));
            order("accept");
            try (Socket third = connect(port)) {
                assertEquals("accepted, open true", answers.readLine());
                assertTrue(first.isConnected() && second.isConnected() && third.isConnected());
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private String ask(String order) throws IOException {
        order(order);
        return answers.readLine();
    }

    private void order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }
}
