package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.messages.Messages.Part;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sizes of messages, one after the other, drawn from a mixture: as from a shuffled deck of
 * {@value #DECK} cards, which has each size as often as its share says, so that a short load meets
 * the same mixture as a long one. What a deck cannot have of a size, less than one card, the next
 * ones make up for. Not for use by several threads at once.
 */
final class SizeSequence {

    private static final int DECK = 1_000;
    private static final long UNITS_PER_CARD = Messages.WHOLE / DECK;

    private final int[] sizesBytes;
    private final long[] shares;
    // Of each size, in units: what the decks so far lack; below zero what they have too much.
    private final long[] owed;
    private final SplittableRandom random;
    private final int[] deck = new int[DECK];
    private int next = DECK;

    SizeSequence(Messages messages, long seed) {
        List<Part> parts = messages.parts();
        sizesBytes = parts.stream().mapToInt(Part::sizeBytes).toArray();
        shares = parts.stream().mapToLong(Part::share).toArray();
        owed = new long[shares.length];
        random = new SplittableRandom(seed);
    }

    /** Returns the size of the next message, in bytes. */
    int next() {
        if (sizesBytes.length == 1) {
            return sizesBytes[0];
        }
        if (next == DECK) {
            shuffleNext();
            next = 0;
        }
        return deck[next++];
    }

    private void shuffleNext() {
        int filled = 0;
        for (int i = 0; i < shares.length; i++) {
            owed[i] += shares[i];
            while (owed[i] >= UNITS_PER_CARD && filled < DECK) {
                owed[i] -= UNITS_PER_CARD;
                deck[filled++] = sizesBytes[i];
            }
        }
        while (filled < DECK) {
            int most = 0;
            for (int i = 1; i < owed.length; i++) {
                if (owed[i] > owed[most]) {
                    most = i;
                }
            }
            owed[most] -= UNITS_PER_CARD;
            deck[filled++] = sizesBytes[most];
        }
        for (int i = DECK - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int card = deck[i];
            deck[i] = deck[other];
            deck[other] = card;
        }
    }
}
