package io.github.nioecho.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A headless browser for tests of the page.
 *
 * @param executable the browser
 */
record Chromium(Path executable) {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");
    private static final long PATIENCE_SECONDS = 120;
    // Its address bar is a page, too, which complains where there is no network.
    private static final String BROWSERS_OWN = "source: chrome://";

    /** Finds one on the PATH. */
    static Optional<Chromium> installed() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Chromium::new);
    }

    /**
     * Opens a page and waits until it has settled.
     *
     * @param scratch an existing folder for the browser's own files
     * @return the document as the page's script has left it, and what it wrote to the console
     */
    Loaded open(Path page, Path scratch) throws IOException, InterruptedException {
        Path dom = scratch.resolve("dom.html");
        Path log = scratch.resolve("log.txt");
        List<String> command = List.of(executable.toString(),
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + scratch.resolve("profile"), "--virtual-time-budget=5000",
                "--enable-logging=stderr", "--dump-dom", page.toUri().toString());
        Process browser = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            if (!browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no page after " + PATIENCE_SECONDS + " s");
            }
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        List<String> console = Files.readString(log, StandardCharsets.UTF_8).lines()
                .filter(line -> line.contains(":CONSOLE") && !line.contains(BROWSERS_OWN))
                .toList();
        return new Loaded(Files.readString(dom), console);
    }

    /**
     * A page after it has run.
     *
     * @param dom the document as HTML
     * @param console what was logged to the console, errors included
     */
    record Loaded(String dom, List<String> console) {
    }
}
