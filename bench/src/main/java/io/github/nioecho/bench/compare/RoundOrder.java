package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of a round, another one each time. The servers with one buffer size follow each other,
 * so that the machine's drift does not come between those whose ratio is taken, and in random
 * order, so that none always goes first.
 */
final class RoundOrder {

    private final ComparisonPlan plan;
    private final List<Subject> subjects;
    private final Random random;

    /** Makes the orders that {@code seed} stands for. */
    RoundOrder(ComparisonPlan plan, List<Subject> subjects, long seed) {
        this.plan = plan;
        this.subjects = subjects;
        this.random = new Random(seed);
    }

    /** Returns the next round: every server once with every buffer size. */
    List<Visit> next() {
        List<Visit> visits = new ArrayList<>();
        for (Integer bufferSize : shuffled(plan.bufferSizesBytes())) {
            for (Subject subject : shuffled(subjects)) {
                visits.add(new Visit(
                        subject, bufferSize, cells(plan, subject.name(), bufferSize)));
            }
        }
        return visits;
    }

    /** Returns what is measured on one server, in an order that is the same for all. */
    static List<Cell> cells(ComparisonPlan plan, String variant, Integer bufferSizeBytes) {
        List<Cell> cells = new ArrayList<>();
        for (int messageSize : plan.messageSizesBytes()) {
            for (Question question : plan.questions()) {
                int connections = switch (question) {
                    case THROUGHPUT, CHURN -> plan.connections();
                    case LATENCY -> plan.latencyConnections();
                };
                cells.add(new Cell(question, variant, bufferSizeBytes, messageSize, connections,
                        plan.threads()));
            }
        }
        return cells;
    }

    private <T> List<T> shuffled(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
