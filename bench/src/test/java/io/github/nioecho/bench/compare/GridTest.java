package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.report.SampleResults;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GridTest {

    private static final int VARIANTS = SampleResults.PLAN.variants().size();

    private final List<Cell> cells = Grid.cells(SampleResults.PLAN, 1);

    @Test
    void everyCellIsThereOnce() {
        assertEquals(80, SampleResults.PLAN.cellCount());
        assertEquals(80, cells.size());
        assertEquals(80, new HashSet<>(cells).size());
    }

    @Test
    void variantsOfOneRowFollowEachOther() {
        for (int from = 0; from < cells.size(); from += VARIANTS) {
            List<Cell> row = cells.subList(from, from + VARIANTS);
            Set<String> variants = row.stream().map(Cell::variant).collect(Collectors.toSet());
            assertEquals(Set.copyOf(SampleResults.PLAN.variants()), variants);
            assertEquals(1, row.stream()
                    .map(cell -> List.of(cell.benchmark(), cell.bufferSizeBytes(),
                            cell.messageSizeBytes()))
                    .distinct().count());
        }
    }

    @Test
    void orderIsRandomAndRepeatable() {
        assertEquals(cells, Grid.cells(SampleResults.PLAN, 1));
        assertNotEquals(cells, Grid.cells(SampleResults.PLAN, 2));
        long orders = IntStream.range(0, cells.size() / VARIANTS)
                .mapToObj(row -> cells.subList(row * VARIANTS, (row + 1) * VARIANTS).stream()
                        .map(Cell::variant).toList())
                .distinct().count();
        assertNotEquals(1, orders);
    }

    @Test
    void eachQuestionHasItsConnections() {
        for (Cell cell : cells) {
            assertEquals(cell.benchmark() == Question.LATENCY ? 1 : 16, cell.connections());
        }
    }
}
