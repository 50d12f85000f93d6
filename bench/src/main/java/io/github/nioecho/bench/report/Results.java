package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything a comparison measured, as {@code results.json} holds it. Immutable.
 *
 * @param schemaVersion version of this layout, {@link #SCHEMA_VERSION} when written now
 * @param toolVersion version of nioecho that measured
 * @param startedAt when the comparison began
 * @param finishedAt when the last cell so far ended
 * @param seed seed of the random order of the variants
 * @param complete whether every cell of the plan was run; a failed one counts as run
 * @param plan what was to be measured
 * @param environment where it was measured
 * @param cells what was measured, in the order measured
 */
public record Results(
        int schemaVersion,
        String toolVersion,
        Instant startedAt,
        Instant finishedAt,
        long seed,
        boolean complete,
        Plan plan,
        Environment environment,
        List<CellResult> cells) {

    /** The layout written by this version. */
    public static final int SCHEMA_VERSION = 1;

    /** Copies the list. */
    public Results {
        cells = List.copyOf(cells);
    }

    /** Finds the result of one cell of the plan; empty if it has not been run. */
    public Optional<CellResult> cell(
            Question benchmark, String variant, int bufferSizeBytes, int messageSizeBytes) {
        return cells.stream()
                .filter(result -> result.cell().benchmark() == benchmark
                        && result.cell().variant().equals(variant)
                        && result.cell().bufferSizeBytes() == bufferSizeBytes
                        && result.cell().messageSizeBytes() == messageSizeBytes)
                .findFirst();
    }

    /** Returns the cells that gave no figures. */
    public List<CellResult> failures() {
        return cells.stream().filter(CellResult::hasFailed).toList();
    }
}
