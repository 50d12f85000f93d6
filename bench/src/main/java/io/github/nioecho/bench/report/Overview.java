package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Results;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader wants to know first: the answers, and of a comparison a table that they are taken
 * from.
 *
 * @param title which run it is, where there are several, and that it was stopped; or empty
 * @param answers a line each
 * @param table how the servers stand; null with nothing to compare
 */
public record Overview(String title, List<Answer> answers, RatioTable table) {

    private static final int COLUMNS = 100;
    private static final String GAP = "  ";

    /** Copies the list. */
    public Overview {
        answers = List.copyOf(answers);
    }

    /** Returns the overview of a comparison or a search, or none if there is nothing in it. */
    static List<Overview> of(String title, Results results) {
        if (results.comparison() == null && results.buffers() == null) {
            return List.of();
        }
        List<String> titles = new ArrayList<>();
        if (!title.isEmpty()) {
            titles.add(title);
        }
        if (!results.complete()) {
            titles.add("as far as it got before it was stopped");
        }
        if (results.buffers() != null) {
            return List.of(new Overview(String.join(", ", titles),
                    BufferAnswers.of(results.buffers()), null));
        }
        ComparisonCells cells = new ComparisonCells(results);
        return !cells.hasFigures() ? List.of() : List.of(new Overview(
                String.join(", ", titles), Answers.of(cells), RatioTable.of(cells)));
    }

    /** Returns it as lines for a terminal of 100 columns. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("In short" + (title.isEmpty() ? "" : ", " + title) + ":");
        int width = answers.stream().mapToInt(answer -> answer.about().length()).max().orElse(0);
        answers.forEach(answer -> addLines(answer, width, lines));
        if (table != null) {
            lines.add("");
            lines.addAll(table.lines());
        }
        return lines;
    }

    private static void addLines(Answer answer, int width, List<String> lines) {
        StringBuilder line = new StringBuilder(padded(answer.about(), width));
        String separator = GAP;
        for (String word : answer.text().split(" +")) {
            if (line.length() + separator.length() + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(padded("", width));
                separator = GAP;
            }
            line.append(separator).append(word);
            separator = " ";
        }
        lines.add(line.toString());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /**
     * One answer.
     *
     * @param about what was asked
     * @param answer the answer in a few words
     * @param figure what follows them: the figure with its interval, or why there is none
     */
    public record Answer(String about, String answer, String figure) {

        /** Returns the answer with its figure. */
        String text() {
            return answer + figure;
        }
    }
}
