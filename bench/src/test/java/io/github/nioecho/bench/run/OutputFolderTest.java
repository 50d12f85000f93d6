package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputFolderTest {

    @TempDir
    private Path folder;

    @Test
    void openedFolderHasRoomForHistograms() throws IOException {
        OutputFolder output = OutputFolder.open(folder.resolve("a"));

        assertEquals(folder.resolve("a"), output.path());
        assertTrue(Files.isDirectory(output.histograms()));
    }

    @Test
    void folderIsCreatedAndLeftEmpty() throws IOException {
        Path inside = folder.resolve("a").resolve("b");

        OutputFolder.requireWritable(inside);

        try (var files = Files.list(inside)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void folderThatIsAFileIsAnError() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThrows(IOException.class, () -> OutputFolder.requireWritable(file));
    }
}
