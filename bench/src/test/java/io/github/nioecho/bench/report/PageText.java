package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What tests look for in a page's HTML.
 *
 * @param html the page, before or after its scripts have run
 */
record PageText(String html) {

    private static final Pattern DATA =
            Pattern.compile("<script type=\"text/plain\" id=\"data\">([^<]*)</script>");
    private static final Pattern FIGURE =
            Pattern.compile("<figure data-plot=\"([^\"]+)\">(.*?)</figure>", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile(
            "<path[^>]*fill=\"transparent\"[^>]*stroke=\"(#\\w+)\"[^>]*stroke-linejoin=\"bevel\"");
    private static final Pattern WHISKER =
            Pattern.compile("<path d=\"M[^>]*fill=\"#000\" stroke=\"#\\w+\" stroke-width=\"1.5\"");
    private static final Pattern RING =
            Pattern.compile("<path d=\"M1 0A1 1 [^>]*fill=\"transparent\" stroke=\"#");
    private static final Pattern TABLE_CELL = Pattern.compile("<td data-cell=\"([^\"]+)\""
            + " data-figure=\"([^\"]+)\"[^>]*>([^<]*)(?:<small>([^<]*)</small>)?</td>");
    private static final int PATHS_PER_WHISKER = 3;

    /** Returns the JSON that the page holds. */
    String data() throws IOException {
        Matcher data = DATA.matcher(html);
        if (!data.find()) {
            throw new IOException("no data that is only data");
        }
        byte[] packed = Base64.getDecoder().decode(data.group(1));
        try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the plots in their order, by id. */
    Map<String, PageText> plots() {
        Map<String, PageText> plots = new LinkedHashMap<>();
        Matcher figure = FIGURE.matcher(html);
        while (figure.find()) {
            plots.put(figure.group(1), new PageText(figure.group(2)));
        }
        return plots;
    }

    /** Returns how many lines are drawn. */
    long lines() {
        return LINE.matcher(html).results().count();
    }

    /** Returns in how many colours. */
    long colours() {
        return LINE.matcher(html).results().map(line -> line.group(1)).distinct().count();
    }

    /** Returns how many whiskers are drawn. */
    long whiskers() {
        return WHISKER.matcher(html).results().count() / PATHS_PER_WHISKER;
    }

    /** Returns how many rings are drawn around points. */
    long rings() {
        return RING.matcher(html).results().count();
    }

    /** Returns what the tables' cells say, and in small letters below, by cell and figure. */
    Map<String, Shown> figures() {
        Map<String, Shown> figures = new HashMap<>();
        Matcher cell = TABLE_CELL.matcher(html);
        while (cell.find()) {
            assertNull(figures.put(cell.group(1) + " " + cell.group(2),
                    new Shown(cell.group(3), cell.group(4))));
        }
        return figures;
    }

    /** Returns whether there is an element with an id. */
    boolean has(String id) {
        return html.contains(" id=\"" + id + "\"");
    }

    /** Returns what a reader sees in place of entities and non-breaking spaces. */
    boolean says(String words) {
        return html.replace("&nbsp;", " ").replace('\u00a0', ' ').contains(words);
    }

    /** What a cell says. */
    record Shown(String text, String small) {
    }
}
