package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Measures servers, each in a setting, with the calling thread as the client: they take turns in
 * blocks, each of them for a slice of time in each block, so that whatever the machine does
 * meanwhile happens to all of them. A server that fails leaves the others alone.
 */
public final class CellMeasurer {

    private final Keeper histograms;
    private final RoundOrder order;
    private final Consumer<Sample> listener;

    /**
     * Makes a measurer.
     *
     * @param histograms keeps the times behind a measurement
     * @param order of the servers in each block
     * @param listener is told of each sample as soon as it is there
     */
    public CellMeasurer(Keeper histograms, RoundOrder order, Consumer<Sample> listener) {
        this.histograms = histograms;
        this.order = order;
        this.listener = listener;
    }

    /**
     * Measures.
     *
     * @param cells what to measure: servers, and what each is asked
     * @param blocks how often each of them has its turn, at least once
     * @return a sample for each cell, in their order
     * @throws IOException if a histogram cannot be kept
     */
    public List<Sample> measure(int round, List<Cell> cells, RoundServers servers, Times times,
            int blocks) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (Cell cell : cells) {
                Contestant contestant = new Contestant(cell, servers);
                contestants.add(contestant);
                contestant.begin(times.warmupMillis());
            }
            for (int block = 0; block < blocks; block++) {
                for (Contestant contestant : order.shuffled(contestants)) {
                    contestant.measure(block, times.sliceMillis());
                }
            }
            List<Sample> samples = new ArrayList<>();
            for (Contestant contestant : contestants) {
                Sample sample = contestant.end(round, histograms);
                samples.add(sample);
                listener.accept(sample);
            }
            return samples;
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    /** Keeps the times behind a measurement. */
    public interface Keeper {

        /** Keeps a histogram of nanoseconds; returns its file's name, or null. */
        String keep(Cell cell, Histogram nanos) throws IOException;
    }
}
