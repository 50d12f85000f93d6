package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.report.CellResult;

/** Measures one cell. */
interface CellRunner {

    /**
     * Measures a cell.
     *
     * @return the figures, or the cause of the failure
     */
    CellResult run(Cell cell, CellTimes times);
}
