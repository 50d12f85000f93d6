package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListingTest {

    @Test
    void sentenceEndsBeforeItsFourthRange() {
        assertEquals(List.of("Ranges: a; b; c; and words.", "Ranges: d."),
                Listing.sentences("Ranges: ", List.of(new Listing.Part("a", 1),
                        new Listing.Part("b", 1), new Listing.Part("c", 1),
                        new Listing.Part("and words", 0), new Listing.Part("d", 1))));
        assertEquals(List.of("Ranges: a.", "Ranges: b; c.", "Ranges: d."),
                Listing.sentences("Ranges: ", List.of(new Listing.Part("a", 2),
                        new Listing.Part("b", 2), new Listing.Part("c", 1),
                        new Listing.Part("d", 2))));
    }

    @Test
    void nothingHasNoSentence() {
        assertEquals(List.of(), Listing.sentences("Ranges: ", List.of()));
    }
}
