package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import java.util.function.Function;

/** A figure of a measurement by which servers are compared. */
public enum Figure {

    /** The answer to the cell's question. */
    SCORE(Measurement::score, Slice::score),

    /** CPU time of the server per round trip, or per connection, in microseconds. */
    CPU(Measurement::cpuMicrosPerRoundTrip, Slice::cpuMicrosPerRoundTrip);

    private final Function<Measurement, Double> figure;
    private final Function<Slice, Double> ofSlice;

    Figure(Function<Measurement, Double> figure, Function<Slice, Double> ofSlice) {
        this.figure = figure;
        this.ofSlice = ofSlice;
    }

    /** Returns the figure, or null if it was not measured. */
    public Double of(Measurement measurement) {
        return figure.apply(measurement);
    }

    /** Returns the figure, or null if it was not measured. */
    public Double of(Slice slice) {
        return ofSlice.apply(slice);
    }

    /** Returns whether the greater figure is the better one. */
    boolean moreIsBetter(Cell cell) {
        return this == SCORE && cell.benchmark() != Question.LATENCY;
    }

    /** Returns what it is, for people. */
    String title(Cell cell) {
        if (this == CPU) {
            return cell.benchmark() == Question.CHURN
                    ? "CPU per connection" : "CPU per round trip";
        }
        return switch (cell.benchmark()) {
            case THROUGHPUT -> "round trips per second";
            case LATENCY -> "median service time";
            case CHURN -> "connections per second";
        };
    }
}
