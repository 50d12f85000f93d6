package io.github.nioecho.bench.compare;

import java.time.Duration;

/** A budget is far too short for its cells, even with the shortest times. */
final class BudgetTooShortException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration needed;

    BudgetTooShortException(Duration needed) {
        super("at least " + needed + " are needed");
        this.needed = needed;
    }

    /** Returns the shortest budget that would do. */
    Duration needed() {
        return needed;
    }
}
