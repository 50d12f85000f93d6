package io.github.nioecho.bench.run;

import java.io.PrintWriter;
import java.util.List;

/** Prints sentences for a terminal of 100 columns. */
public final class Sentences {

    private static final int COLUMNS = 100;

    private Sentences() {
    }

    /**
     * Prints each line as it is, or broken between words where it is too long; what follows is then
     * indented like it.
     */
    public static void print(List<String> lines, PrintWriter out) {
        lines.forEach(line -> print(line, out));
        out.flush();
    }

    private static void print(String line, PrintWriter out) {
        if (line.length() <= COLUMNS) {
            out.println(line);
            return;
        }
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        StringBuilder text = new StringBuilder(indent);
        for (String word : line.strip().split(" +")) {
            if (text.length() > indent.length() && text.length() + 1 + word.length() > COLUMNS) {
                out.println(text);
                text = new StringBuilder(indent);
            }
            text.append(text.length() > indent.length() ? " " : "").append(word);
        }
        out.println(text);
    }
}
