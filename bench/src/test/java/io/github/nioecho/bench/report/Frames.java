package io.github.nioecho.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pages that one browser shows at the same time, each in a frame of its own: to start a browser
 * takes seconds. A frame can be as narrow as a phone, too, which a browser's window cannot.
 */
final class Frames {

    private static final String WINDOW = """
            <!DOCTYPE html>
            <body>
            <script>
            addEventListener('message', event => {
              const seen = document.createElement('pre');
              seen.id = event.data.frame;
              seen.dataset.width = event.data.width;
              seen.dataset.excess = event.data.excess;
              seen.textContent = event.data.page;
              document.body.append(seen);
            });
            </script>
            """;
    // All at the same place: a browser does not draw what is out of sight.
    private static final String FRAME = """
            <iframe name="%s" src="%s" style="position: fixed; left: 0; top: 0; border: 0; \
            height: 600px; %s"></iframe>
            """;
    private static final String TELL_WINDOW = """
            <script>
            (function tell() {
              if (document.getElementById('waiting')) {
                setTimeout(tell, 10);
                return;
              }
              const page = document.documentElement;
              const excess = page.scrollWidth - page.clientWidth;
              page.querySelectorAll('script').forEach(script => script.remove());
              parent.postMessage(
                  {frame: window.name, width: innerWidth, excess, page: page.outerHTML}, '*');
            }());
            </script>
            """;
    private static final Pattern SEEN = Pattern.compile("<pre id=\"([^\"]+)\""
            + " data-width=\"([^\"]+)\" data-excess=\"([^\"]+)\">([^<]*)</pre>");
    private static final String END = "</body>\n</html>";

    private final Path folder;
    private final StringBuilder window = new StringBuilder(WINDOW);

    /**
     * Makes a window without a frame.
     *
     * @param folder an existing folder for the pages and the browser's own files
     */
    Frames(Path folder) {
        this.folder = folder;
    }

    /** Adds a page in a frame of some style, by which it is found again. */
    void add(String name, String style, String page) throws IOException {
        String file = name + ".html";
        Files.writeString(folder.resolve(file), page.replace(END, TELL_WINDOW + END));
        window.append(FRAME.formatted(name, file, style));
    }

    /** Opens the pages and waits until they have settled. */
    Opened open(Chromium chromium) throws IOException, InterruptedException {
        Chromium.Loaded loaded =
                chromium.open(Files.writeString(folder.resolve("window.html"), window), folder);
        Map<String, Seen> pages = new HashMap<>();
        Matcher seen = SEEN.matcher(loaded.dom());
        while (seen.find()) {
            pages.put(seen.group(1), new Seen(Integer.parseInt(seen.group(2)),
                    Integer.parseInt(seen.group(3)), unescape(seen.group(4))));
        }
        return new Opened(pages, loaded.console());
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u00a0")
                .replace("&amp;", "&");
    }

    /**
     * What a browser has made of the pages.
     *
     * @param pages by name those whose scripts got to their end
     * @param console what all of them wrote to the console
     */
    record Opened(Map<String, Seen> pages, List<String> console) {
    }

    /**
     * One page.
     *
     * @param widthPixels how wide its frame is
     * @param excessPixels by how much it is wider than its frame
     * @param html the document as its scripts have left it, without them
     */
    record Seen(int widthPixels, int excessPixels, String html) {
    }
}
