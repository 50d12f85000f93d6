package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the user's locale, figures are written in one way: {@code 1,234.5}. */
@Timeout(120)
class LocaleTest {

    private static final Pattern BY_DEFAULT_LOCALE = Pattern.compile(
            "(String\\.format|\\bprintf)\\((?!\\s*Locale\\.ROOT)|\\.formatted\\("
                    + "|to(Lower|Upper)Case\\(\\)"
                    + "|(Number|Decimal|Date|Message|Choice)Format\\b(?!Exception)"
                    + "|DateTimeFormatter\\.of|new (Formatter|Scanner)\\(|getDefault\\(\\)");

    @TempDir
    private Path folder;

    /** JMH's text and CSV, and what of ours is written in forks. */
    @ParameterizedTest
    @ValueSource(strings = {
        "-Duser.language=de -Duser.country=DE",
        "-Duser.language=ar -Duser.country=EG",
        "-Duser.language=fa -Duser.country=IR",
        "-Duser.language=hi -Duser.country=IN -Duser.extensions=u-nu-deva",
        "-Duser.language=th -Duser.country=TH -Duser.variant=TH",
    })
    void jmhWritesTheSameFigures(String locale) throws Exception {
        Path csv = folder.resolve("results.csv");
        List<String> jvmArgs = Stream.concat(Arrays.stream(locale.split(" ")),
                Stream.of("-Dnioecho.histograms=" + folder)).toList();

        ChildJvm run = ChildJvm.run(folder, jvmArgs, ("Latency -p variant=selector"
                + " -p bufferSize=1024 -f 1 -wi 0 -i 1 -r 100ms -rf csv -rff " + csv).split(" "));

        assertEquals(0, run.exitCode(), run::toString);
        assertPlain(run.stdout());
        assertTrue(run.stdout().contains("# Run progress: 0.00% complete"), run::stdout);
        assertTrue(run.stdout().matches("(?s).*mean +\\d+\\.\\d+ us/op.*"), run::stdout);
        List<String> lines = Files.readAllLines(csv);
        // "Benchmark","Mode","Threads","Samples","Score", ...
        assertTrue(lines.get(1).matches("\"[^\"]+\",\"sample\",1,\\d+,\\d+\\.\\d+,.*"),
                lines::toString);
        assertFilesPlain();
    }

    /** Arabic has other digits and separators. */
    @ParameterizedTest
    @ValueSource(strings = {
        "connections --counts=1,1000 --rounds=1 --time=100ms",
        "latency --rate=2000 --duration=100ms --warmup=50ms --rounds=1",
        "compare --buffer-sizes=1024 --message-sizes=1024 --rounds=1 --time=20ms",
    })
    void commandsWriteTheSameFigures(String command) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of("-Duser.language=ar", "-Duser.country=EG"),
                (command + " --variants=selector --output=" + folder.resolve("out")).split(" "));

        assertEquals(0, run.exitCode(), run::toString);
        assertPlain(run.stdout());
        assertFilesPlain();
    }

    /**
     * Nothing of ours asks for the default: the launcher sets it for others' code, but our code
     * runs in JMH's forks as well.
     */
    @Test
    void nothingFormatsByTheDefaultLocale() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                BY_DEFAULT_LOCALE.matcher(Files.readString(source)).results()
                        .forEach(match -> found.add(source.getFileName() + ": " + match.group()));
            }
        }
        assertEquals(List.of(), found);
    }

    private void assertFilesPlain() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertPlain(Files.readString(file));
            }
        }
    }

    /** The page has its data packed, and a chart library that knows more letters than these. */
    private static void assertPlain(String text) {
        if (!text.startsWith("<!doctype")) {
            assertEquals("", text.replaceAll("\\p{ASCII}+|\u00b1", ""), text);
        }
    }
}
