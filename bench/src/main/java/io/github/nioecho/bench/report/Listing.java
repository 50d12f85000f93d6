package io.github.nioecho.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of figures as sentences that a reader can hold. */
final class Listing {

    /** As many ranges as a sentence may have. */
    static final int MOST_RANGES = 3;

    private Listing() {
    }

    /**
     * Returns sentences that begin alike and hold all parts in their order, each of them as many as
     * have no more than {@link #MOST_RANGES} ranges; none of no parts.
     */
    static List<String> sentences(String beginning, List<Part> parts) {
        List<List<Part>> sentences = new ArrayList<>();
        int ranges = 0;
        for (Part part : parts) {
            ranges += part.ranges();
            if (sentences.isEmpty() || ranges > MOST_RANGES) {
                sentences.add(new ArrayList<>());
                ranges = part.ranges();
            }
            sentences.get(sentences.size() - 1).add(part);
        }
        return sentences.stream()
                .map(sentence -> sentence.stream().map(Part::text)
                        .collect(Collectors.joining("; ", beginning, ".")))
                .toList();
    }

    /**
     * A part of a sentence.
     *
     * @param text its words
     * @param ranges how many ranges they name
     */
    record Part(String text, int ranges) {
    }
}
