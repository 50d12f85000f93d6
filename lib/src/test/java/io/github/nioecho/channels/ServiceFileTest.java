package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program makes a provider of ours the default one by a service file: its own, we have none. */
@OwnProviders
class ServiceFileTest {

    private final String providerClass;

    ServiceFileTest(Provider provider) {
        providerClass = provider.get().getClass().getName();
    }

    @Test
    void fileOfAProgramNamesTheDefaultProvider(@TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(AsynchronousChannelProvider.class.getName()),
                providerClass + "\n");
        assertEquals("provider " + providerClass, run(folder + File.pathSeparator));
    }

    @Test
    void withoutItTheJdksIsTheDefault() throws Exception {
        assertTrue(run("").startsWith("provider sun.nio.ch."));
        assertTrue(ServiceLoader.load(AsynchronousChannelProvider.class).findFirst().isEmpty());
    }

    private static String run(String classPathBefore) throws Exception {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", classPathBefore + System.getProperty("java.class.path"),
                DefaultGroupUser.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(
                process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        return List.of(said.split("\\R")).get(0);
    }
}
