package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.results.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order in which the cells of a plan are measured. The variants of one question, buffer size
 * and message size follow each other, so that the machine's drift does not come between them, and
 * in random order, so that none always goes first.
 */
final class Grid {

    private Grid() {
    }

    /** Returns every cell of the plan once; the same seed gives the same order. */
    static List<Cell> cells(Plan plan, long seed) {
        Random random = new Random(seed);
        List<Cell> cells = new ArrayList<>();
        for (int messageSize : plan.messageSizesBytes()) {
            for (int bufferSize : plan.bufferSizesBytes()) {
                for (Question question : Question.values()) {
                    List<String> variants = new ArrayList<>(plan.variants());
                    Collections.shuffle(variants, random);
                    for (String variant : variants) {
                        cells.add(new Cell(question, variant, bufferSize, messageSize,
                                plan.connections(question), plan.threads()));
                    }
                }
            }
        }
        return cells;
    }
}
