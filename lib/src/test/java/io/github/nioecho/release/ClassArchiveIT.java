package io.github.nioecho.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.Clients;
import io.github.nioecho.cli.MainProcess;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The command line started from the archive of classes that the README tells of: of a jar only. */
@Timeout(60)
class ClassArchiveIT {

    @Test
    @EnabledForJreRange(min = JRE.JAVA_19, disabledReason = "older ones write no archive at exit")
    void secondStartTakesClassesFromTheArchiveOfTheFirst(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.log");
        List<String> options = List.of("-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("nioecho.jsa"),
                "-Xlog:class+load:file=" + log);
        for (int run = 1; run <= 2; run++) {
            try (MainProcess main = MainProcess.start(options, "-p", "0")) {
                try (Socket socket = Clients.connect(main.awaitListening())) {
                    Clients.assertEchoesToTheEnd(socket, new byte[] {1});
                }
                main.terminate();
                main.awaitExit();
            }
            boolean archived = Files.readAllLines(log).stream()
                    .anyMatch(line -> line.contains(" io.github.nioecho.EventLoop ")
                            && line.contains("shared objects file"));
            assertEquals(run == 2, archived, "run " + run);
        }
    }
}
