package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.messages.Messages.Part;
import io.github.nioecho.bench.results.CostFit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Which sizes there are to choose from, and which of them are worth a measurement. */
final class Sizing {

    /** Against what every size is told: the notes' 1024 bytes. */
    static final int REFERENCE_BYTES = 1024;

    /** The buffer sizes to choose from. */
    static final List<Integer> CANDIDATES = List.of(256, 512, 1 << 10, 2 << 10, 4 << 10, 8 << 10,
            16 << 10, 32 << 10, 64 << 10, 128 << 10, 256 << 10);

    /** The largest that can be asked for. */
    static final int MOST_BUFFER_BYTES = 1 << 26;

    /** Those from which the fit is made. */
    static final List<Integer> GRID_BUFFERS =
            List.of(256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10);

    private static final int MOST_GRID_MESSAGES = 4;
    private static final int SMALL_MESSAGE = 64;
    private static final int LARGE_MESSAGE = 4 << 10;
    // More than that are seconds for a round trip of all connections, and hopeless anyway.
    private static final int MOST_CYCLES = 1 << 10;

    private Sizing() {
    }

    /**
     * Returns the message sizes from which the fit is made: those of a mixture, or of a large one
     * the smallest, the largest and two between; with a small and a large one where there are too
     * few to tell a byte from a message.
     */
    static List<Integer> gridMessages(Messages messages) {
        TreeSet<Integer> sizes = new TreeSet<>();
        messages.parts().stream().map(Part::sizeBytes).forEach(sizes::add);
        List<Integer> all = new ArrayList<>(sizes);
        if (all.size() > MOST_GRID_MESSAGES) {
            sizes.clear();
            for (int i = 0; i < MOST_GRID_MESSAGES; i++) {
                sizes.add(all.get(i * (all.size() - 1) / (MOST_GRID_MESSAGES - 1)));
            }
        }
        if (sizes.first() > SMALL_MESSAGE && sizes.size() < MOST_GRID_MESSAGES) {
            sizes.add(SMALL_MESSAGE);
        }
        if (sizes.last() < LARGE_MESSAGE) {
            sizes.add(LARGE_MESSAGE);
        }
        return List.copyOf(sizes);
    }

    /** Returns whether a cell of the grid is worth its time. */
    static boolean isWorthwhile(int messageBytes, int bufferBytes) {
        return messageBytes / bufferBytes <= MOST_CYCLES;
    }

    /** Returns messages per second as a fit predicts them, or null without a fit. */
    static Double predicted(CostFit time, Messages messages, int bufferBytes) {
        if (time == null) {
            return null;
        }
        double micros = messages.mean(size -> time.micros(size, bufferBytes));
        return micros > 0 ? (Double) (1e6 / micros) : null;
    }

    /**
     * Returns the sizes to measure: 1024 bytes, and of those that fit the two that are predicted to
     * be fastest, the smaller one of two that are alike.
     */
    static List<Integer> worthMeasuring(CostFit time, Messages messages, List<Integer> fitting) {
        TreeSet<Integer> sizes = new TreeSet<>();
        sizes.add(REFERENCE_BYTES);
        fitting.stream()
                .sorted(Comparator.<Integer>comparingDouble(size -> {
                    Double predicted = predicted(time, messages, size);
                    return predicted == null ? 0 : -predicted;
                }).thenComparing(Comparator.naturalOrder()))
                .limit(2).forEach(sizes::add);
        return List.copyOf(sizes);
    }
}
