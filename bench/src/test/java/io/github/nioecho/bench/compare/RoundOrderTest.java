package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.run.TestSubjects;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundOrderTest {

    private static final List<String> VARIANTS = List.of("a", "b", "c", "d");
    private static final ComparisonPlan PLAN = new ComparisonPlan(VARIANTS, "a",
            List.of(256, 1024, 4096, 16384, 65536), List.of(1024, 65536),
            List.of(Question.values()), null, 16, 1, 1, 5, 100, 400);
    private static final List<Subject> SUBJECTS =
            VARIANTS.stream().map(TestSubjects::never).toList();

    private final List<Visit> round = new RoundOrder(PLAN, SUBJECTS, 1).next();

    @Test
    void everyCellIsThereOncePerRound() {
        List<Cell> cells = round.stream().flatMap(visit -> visit.cells().stream()).toList();
        assertEquals(120, cells.size());
        assertEquals(120, Set.copyOf(cells).size());
    }

    @Test
    void serversWithOneBufferSizeFollowEachOther() {
        for (int from = 0; from < round.size(); from += VARIANTS.size()) {
            List<Visit> row = round.subList(from, from + VARIANTS.size());
            assertEquals(1, row.stream().map(Visit::bufferSizeBytes).distinct().count());
            assertEquals(Set.copyOf(VARIANTS),
                    row.stream().map(visit -> visit.subject().name()).collect(Collectors.toSet()));
        }
    }

    @Test
    void orderIsRandomAndRepeatable() {
        assertEquals(
                names(new RoundOrder(PLAN, SUBJECTS, 1)), names(new RoundOrder(PLAN, SUBJECTS, 1)));
        assertNotEquals(
                names(new RoundOrder(PLAN, SUBJECTS, 1)), names(new RoundOrder(PLAN, SUBJECTS, 2)));
        RoundOrder order = new RoundOrder(PLAN, SUBJECTS, 1);
        assertNotEquals(names(order), names(order), "each round has another order");
    }

    @Test
    void everyServerGoesFirstNowAndThen() {
        RoundOrder order = new RoundOrder(PLAN, SUBJECTS, 1);
        Set<String> first = IntStream.range(0, 20).mapToObj(i -> order.next())
                .flatMap(visits -> Stream.of(0, 4, 8, 12, 16).map(visits::get))
                .map(visit -> visit.subject().name())
                .collect(Collectors.toSet());
        assertEquals(Set.copyOf(VARIANTS), first);
    }

    @Test
    void eachQuestionHasItsConnections() {
        for (Visit visit : round) {
            for (Cell cell : visit.cells()) {
                assertEquals(
                        cell.benchmark() == Question.LATENCY ? 1 : 16, cell.connections());
                assertEquals(visit.bufferSizeBytes(), cell.bufferSizeBytes());
            }
        }
    }

    @Test
    void onlyWhatIsAskedIsMeasured() {
        assertEquals(List.of(Rows.churn("a")), RoundOrder.cells(
                Rows.plan(List.of(Question.CHURN), "a"), "a", 1024));
        assertEquals(List.of(Rows.throughput("a"), Rows.latency("a")), RoundOrder.cells(
                Rows.plan("a"), "a", 1024));
    }

    private static List<String> names(RoundOrder order) {
        return order.next().stream()
                .map(visit -> visit.subject().name() + visit.bufferSizeBytes()).toList();
    }
}
