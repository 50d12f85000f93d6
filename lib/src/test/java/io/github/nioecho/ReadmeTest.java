package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README shows is what runs. */
@Timeout(60)
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path EXAMPLE =
            Path.of("src/test/java/io/github/nioecho/example/ReconnectTest.java");

    @Test
    void exampleForTestsIsOneOfThisProjectsTests() throws IOException {
        String source = Files.readString(EXAMPLE).replaceFirst("^package .*;\n\n", "");
        assertTrue(Files.readString(README).contains("```java\n" + source + "```\n"),
                "the README does not show " + EXAMPLE);
    }

    @Test
    void tableOfFaultsHasThemAll() throws IOException {
        Set<String> faults = Arrays.stream(EchoFault.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = Pattern.compile("^\\| `([a-zA-Z]+)\\([^|]*` \\|.*\\|.*\\|$",
                        Pattern.MULTILINE)
                .matcher(section("### Faults")).results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(faults, rows);
    }

    private static String section(String title) throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(title + "\n");
        assertTrue(begin >= 0, "no section " + title);
        return readme.substring(begin, readme.indexOf("\n### ", begin + 1));
    }
}
