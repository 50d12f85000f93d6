package io.github.nioecho.bench.buffers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class BuffersCommandTest {

    @TempDir
    private Path folder;

    private final CommandRun command = new CommandRun("buffers");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--connections=5 | --messages or --messages-from must say which sizes messages have, like",
        "--messages=64:50%,1024:40% | --messages must have shares that add up to 100%, was"
                + " 64:50%,1024:40%, which are 90%",
        "--messages=0 | --messages must be 1 byte to 16MiB, was 0",
        "--messages=17MiB | --messages must be 1 byte to 16MiB, was 17MiB",
        "--messages=x | --messages must be a number of bytes, or of KiB or MiB, like 1024 or",
        "--messages=64:50%,1024 | --messages must have a share for each size, like",
        "--messages=64 --connections=0 | --connections must be >= 1, was 0",
        "--messages=64 --memory=much | --memory must be a number of bytes, or of KiB or MiB,",
        "--messages=64 --memory=0 | --memory must be 1 byte to ",
        "--messages=64 --budget=2 | --budget must be a number and ms, s, m or h,",
        "--messages=64 --budget=1s | --budget must be >= 5000ms, was 1s",
        "--messages=64 --buffer-sizes=0 | --buffer-sizes must be 1 to 67108864 bytes, was 0",
        "--messages=64 --threads=0 | --threads must be >= 1, was 0",
        "--messages=64 --variants=foo | --variants: variant must be one of ",
        "--messages=64 --target=127.0.0.1:7 | --target cannot be told which buffers to have; was",
    })
    void badValueGetsOneLineAndExitCodeTwo(String options, String message) {
        String[] args = (options + " --output=" + folder.resolve("out")).split(" ");
        assertEquals(2, command.execute(args));
        command.assertOneLine(message);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | FILE must hold one size at least, was empty",
        "'# nothing' | FILE must hold one size at least, was empty",
        "'64;what;1024' | FILE, line 2 must be a number of bytes, or of KiB or MiB, like 1024 or"
                + " 64KiB; was what",
        "'64;0' | FILE, line 2 must be 1 byte to 16MiB, was 0",
        "'16777217' | FILE, line 1 must be 1 byte to 16MiB, was 16777217",
    })
    void badFileGetsOneLineThatNamesTheLine(String lines, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("sizes.txt"), lines.replace(';', '\n'));

        assertEquals(2, command.execute("--messages-from=" + file));

        command.assertOneLine(
                "--messages-from " + message.replace("FILE", file.toString()));
    }

    @Test
    void fileThatIsNotThereGetsOneLine() {
        Path file = folder.resolve("missing.txt");
        assertEquals(2, command.execute("--messages-from=" + file));
        command.assertOneLine("--messages-from " + file + " must be a file that can be read (");

        assertEquals(2, command.execute("--messages-from=" + folder));
        command.assertOneLine(
                "--messages-from " + folder + " must be a file that can be read, is a folder");
    }

    @Test
    void messagesFromTheCommandLineAndAFileExcludeEachOther() throws IOException {
        Path file = Files.writeString(folder.resolve("sizes.txt"), "64\n");
        assertEquals(2, command.execute("--messages=64", "--messages-from=" + file));
        command.assertOneLine("--messages or --messages-from must say which sizes messages have,");
    }

    @Test
    void unwritableOutputEndsBeforeAnythingIsMeasured() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(1, command.execute("--messages=64", "--output=" + file));
        command.assertOneLine("--output must be a folder that can be written to, was " + file);
        assertEquals("", command.out());
    }

    @Test
    void searchMeasuresPredictsAndRecommends() throws IOException {
        int exit = command.execute("--messages=64:50%,16KiB:50%", "--variants=selector",
                "--connections=4", "--budget=5s", "--seed=7", "--output=" + folder);

        assertEquals(0, exit, command::err);
        Results saved = ResultsFile.read(folder.resolve("results.json"));
        BufferResults results = saved.buffers();
        assertTrue(saved.complete());
        assertEquals(7, saved.seed());
        assertNotNull(results.fits().get(0).time());
        assertNotNull(results.fits().get(0).cpu());
        assertNotNull(results.choices().get(0).recommendedBytes());
        assertTrue(results.choices().get(0).sizes().stream()
                .filter(size -> size.measured() != null).count() >= 2);
        assertTrue(command.out().contains("Overall"), command::out);
        assertTrue(command.out().contains("seed 7"), command::out);
        assertTrue(Files.size(folder.resolve("index.html")) > 0);
    }
}
