package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Results as one HTML page that needs nothing else: the template in {@code page/}, with its style,
 * its scripts, the chart library and the data put in. Opens from a file, without a network.
 */
public final class ReportPage {

    /** Name of the page in an output folder. */
    public static final String FILE = "index.html";

    // The library's version is in the path; the WebJar has no other.
    private static final String CHARTS =
            "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    // One job each; put together, they are one module. A later one uses what earlier ones declare.
    private static final List<String> SCRIPTS = List.of(
            "format.js", "runs.js", "plot.js", "percentiles.js", "table.js", "sections.js",
            "comparison.js", "tradeoff.js", "buffers.js", "latency.js", "connections.js",
            "environment.js", "summary.js", "main.js");

    private ReportPage() {
    }

    /**
     * Writes the page of one run into its folder, as {@link #FILE}.
     *
     * @param folder the folder of the run, which must exist
     * @throws IOException if it cannot be written; an older page is then untouched
     */
    public static void write(Path folder, Results results) throws IOException {
        write(folder.resolve(FILE), List.of(new ReportedRun("", folder, results)));
    }

    /**
     * Writes a page of one or several runs, of whatever kinds.
     *
     * @param file the file to write; its folder must exist
     * @param runs what to show, in this order; those of the same kind are compared
     * @throws IOException if it cannot be written; an older page is then untouched
     */
    public static void write(Path file, List<ReportedRun> runs) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(next, render(file, runs));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the page that is to stand in {@code file}. */
    static String render(Path file, List<ReportedRun> runs) throws IOException {
        return render(file, runs, Summary.of(runs));
    }

    /** Returns the page with what is to be said of the runs. */
    static String render(Path file, List<ReportedRun> runs, Summary summary) throws IOException {
        StringBuilder scripts = new StringBuilder();
        for (String script : SCRIPTS) {
            scripts.append(resource("page/" + script)).append('\n');
        }
        List<PageRun> shown = runs.stream()
                .map(run -> new PageRun(run.label(), link(file, run.folder()), run.results()))
                .toList();
        String data = ResultsFile.toJson(new PageData(summary, shown));
        return resource("page/page.html")
                .replace("{{style}}", resource("page/page.css"))
                .replace("{{charts}}", resource(CHARTS))
                .replace("{{scripts}}", scripts)
                .replace("{{data}}", packed(data));
    }

    /**
     * Packs text for a script element. JSON of many curves becomes a tenth, and whatever it says,
     * Base64 can neither end the element nor begin another.
     */
    private static String packed(String json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /**
     * Returns the way from a page to a folder in it or beside it. Null for any other: a page is
     * made to be published, and a longer way tells where a user keeps things.
     */
    private static String link(Path file, Path folder) {
        Path from = file.toAbsolutePath().normalize().getParent();
        Path to = folder.toAbsolutePath().normalize();
        if (to.startsWith(from)) {
            return slashes(from.relativize(to));
        }
        return from.getParent() != null && to.startsWith(from.getParent())
                ? "../" + slashes(from.getParent().relativize(to))
                : null;
    }

    private static String slashes(Path way) {
        StringBuilder link = new StringBuilder();
        // The way from a folder to itself has one name, which is empty.
        way.forEach(name -> link.append(name).append(name.toString().isEmpty() ? "" : "/"));
        return link.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the page's scripts read. */
    private record PageData(Summary summary, List<PageRun> runs) {
    }

    /** One run as the page's scripts read it: {@code link} leads to its folder. */
    private record PageRun(String label, String link, Results results) {
    }
}
