package io.github.nioecho.bench.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Results as one HTML page that needs nothing else: the template beside this class, with its style,
 * its script, the chart library and the data put in. Opens from a file, without a network.
 */
public final class ReportPage {

    /** Name of the page in an output folder. */
    public static final String FILE = "index.html";

    // The library's version is in the path; the WebJar has no other.
    private static final String CHARTS =
            "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    private ReportPage() {
    }

    /**
     * Writes the page.
     *
     * @param file the file to write; its folder must exist
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Results results) throws IOException {
        Files.writeString(file, render(results));
    }

    /** Returns the page. */
    static String render(Results results) throws IOException {
        String data = forScript(ResultsFile.toJson(new Data(Findings.of(results), results)));
        // The data goes in last: nothing is looked for in it.
        return resource("page.html")
                .replace("{{style}}", resource("page.css"))
                .replace("{{charts}}", resource(CHARTS))
                .replace("{{script}}", resource("page.js"))
                .replace("{{data}}", data);
    }

    /**
     * Makes JSON safe inside a script element, where neither an end tag nor a comment may appear.
     * These characters stand only in JSON strings, so the escapes change nothing.
     */
    private static String forScript(String json) {
        return json
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the page's script reads. */
    private record Data(List<String> findings, Results results) {
    }
}
