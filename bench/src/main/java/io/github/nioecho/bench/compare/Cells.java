package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;

/** Names cells for people. */
final class Cells {

    private Cells() {
    }

    /** Writes {@code async, throughput, buffer 1 KiB, messages of 64 KiB}. */
    static String describe(Cell cell) {
        return cell.variant() + ", " + Setting.of(cell).describe();
    }
}
