package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SizeSequenceTest {

    private static final long SEED = 862;
    private static final int DECK = 1_000;
    private static final Messages WEB = Messages.parse("64:50%,1024:40%,64KiB:10%");

    @Test
    void everyThousandMessagesAreTheMixture() {
        SizeSequence sizes = new SizeSequence(WEB, SEED);
        for (int deck = 0; deck < 20; deck++) {
            assertEquals(Map.of(64, 500, 1024, 400, 65_536, 100), counts(sizes, DECK));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "64:99.9%,64KiB:0.1%", "64:99.999%,64KiB:0.001%", "64KiB:0.001%,64:99.999%",
        "1:33.333%,2:33.333%,3:33.334%", "1:0.05%,2:0.05%,3:0.05%,4:99.85%",
        "1:0.049%,2:0.049%,3:99.902%", "1:12.345%,2:0.015%,3:87.625%,4:0.015%"
    })
    void smallSharesAreRightOverManyDecks(String text) {
        Messages messages = Messages.parse(text);
        SizeSequence sizes = new SizeSequence(messages, SEED);
        Map<Integer, Integer> seen = new HashMap<>();
        for (int deck = 1; deck <= 100; deck++) {
            counts(sizes, DECK).forEach((size, count) -> seen.merge(size, count, Integer::sum));
            for (Messages.Part part : messages.parts()) {
                double due = (double) part.share() / Messages.WHOLE * deck * DECK;
                int were = seen.getOrDefault(part.sizeBytes(), 0);
                assertTrue(Math.abs(were - due) <= messages.parts().size(), part.sizeBytes()
                        + ": " + were + " of " + due + " after deck " + deck);
            }
        }
        // As many units are in a share as there are messages in a hundred decks.
        messages.parts().forEach(
                part -> assertEquals(part.share(), seen.get(part.sizeBytes()), part::toString));
    }

    @Test
    void seedGivesTheOrder() {
        int[] order = take(new SizeSequence(WEB, SEED), 3 * DECK);
        assertArrayEquals(order, take(new SizeSequence(WEB, SEED), 3 * DECK));
        assertFalse(Arrays.equals(order, take(new SizeSequence(WEB, SEED + 1), 3 * DECK)));
    }

    @Test
    void decksAreShuffledEachAnew() {
        int[] order = take(new SizeSequence(WEB, SEED), 2 * DECK);
        assertFalse(Arrays.equals(Arrays.copyOf(order, DECK),
                Arrays.copyOfRange(order, DECK, 2 * DECK)));
        // In order there would be two changes, and in turn, as 64, 1024, 64, at least 900.
        long changes = IntStream.range(1, DECK).filter(i -> order[i] != order[i - 1]).count();
        assertEquals(DECK * (1 - 0.5 * 0.5 - 0.4 * 0.4 - 0.1 * 0.1), changes, 60.0,
                "seed " + SEED);
        // A tenth has a size that a tenth of the messages has.
        assertEquals(10, IntStream.range(0, DECK / 10).filter(i -> order[i] == 65_536).count(),
                9.0, "seed " + SEED);
    }

    @Test
    void oneSizeIsAlwaysTheSame() {
        assertEquals(Map.of(1500, 2_500), counts(new SizeSequence(Messages.of(1500), 1), 2_500));
    }

    @Test
    void hundredSizesOfOnePercentAreEachInEveryDeckTenTimes() {
        Messages messages = new Messages(IntStream.rangeClosed(1, 100)
                .mapToObj(size -> new Messages.Part(size, Messages.WHOLE / 100)).toList());
        SizeSequence sizes = new SizeSequence(messages, SEED);
        for (int deck = 0; deck < 3; deck++) {
            Map<Integer, Integer> counts = counts(sizes, DECK);
            assertEquals(100, counts.size());
            assertEquals(List.of(10), counts.values().stream().distinct().toList());
        }
    }

    /** Returns the sizes of the first messages that a load has of a seed. */
    static int[] first(Messages messages, long seed, int count) {
        return take(new SizeSequence(messages, seed), count);
    }

    private static int[] take(SizeSequence sizes, int count) {
        return IntStream.generate(sizes::next).limit(count).toArray();
    }

    private static Map<Integer, Integer> counts(SizeSequence sizes, int count) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int size : take(sizes, count)) {
            counts.merge(size, 1, Integer::sum);
        }
        return counts;
    }
}
