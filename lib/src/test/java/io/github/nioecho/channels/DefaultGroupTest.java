package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The default group, and how it is set up by system properties: in a JVM of its own. */
@EveryProvider
class DefaultGroupTest {

    private final String providerClass;

    DefaultGroupTest(Provider provider) {
        providerClass = provider.get().getClass().getName();
    }

    @Test
    void providerCanBeTheJvmsDefault() throws Exception {
        List<String> said = run(providerClass, DefaultGroupUser.class);
        assertEquals("provider " + providerClass, said.get(0));
        assertEquals("daemon true", said.get(2));
    }

    @Test
    void propertyNamesTheFactoryOfItsThreads() throws Exception {
        List<String> said = run(providerClass, DefaultGroupUser.class,
                "-Djava.nio.channels.DefaultThreadPool.threadFactory="
                        + DefaultGroupUser.Factory.class.getName(),
                "-Djava.nio.channels.DefaultThreadPool.initialSize=2");
        assertEquals("provider " + providerClass, said.get(0));
        assertEquals("thread " + DefaultGroupUser.Factory.NAME, said.get(1));
    }

    /** Runs a program in a JVM whose default provider that is, and returns what it prints. */
    static List<String> run(String providerClass, Class<?> program, String... options)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.nio.channels.spi.AsynchronousChannelProvider=" + providerClass));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                program.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(
                process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        return said.lines().toList();
    }
}
