package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SentencesTest {

    private final StringWriter text = new StringWriter();

    @Test
    void longLineIsBrokenBetweenWordsAndKeepsItsIndent() {
        String sentence = "many words of a sentence ".repeat(10).strip();
        Sentences.print(List.of("Title:", "  " + sentence), new PrintWriter(text));
        List<String> lines = text.toString().lines().toList();
        assertEquals("Title:", lines.get(0));
        assertEquals(4, lines.size(), text::toString);
        for (String line : lines.subList(1, lines.size())) {
            assertTrue(line.length() <= 100, line);
            assertTrue(line.startsWith("  ") && !line.startsWith("   "), line);
        }
        assertEquals(sentence, String.join(" ",
                lines.subList(1, lines.size()).stream().map(String::strip).toList()));
    }

    @Test
    void lineThatFitsIsLeftAsItIs() {
        String row = "name      0.85  0.82 to 0.88    slower";
        Sentences.print(List.of(row, ""), new PrintWriter(text));
        assertEquals(List.of(row, ""), text.toString().lines().toList());
    }

    @Test
    void wordLongerThanALineIsLeftWhole() {
        String word = "x".repeat(120);
        Sentences.print(List.of("see " + word), new PrintWriter(text));
        assertEquals(List.of("see", word), text.toString().lines().toList());
    }
}
