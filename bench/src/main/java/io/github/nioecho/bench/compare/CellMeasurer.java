package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.load.Churn;
import io.github.nioecho.bench.load.ClosedLoop;
import io.github.nioecho.bench.load.Load;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.TimeDistribution;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerCost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * Measures the cells of a visit, with the calling thread as the client. A cell that fails is a
 * measurement, too; the next one gets another fresh server.
 */
final class CellMeasurer {

    // Any would do; a wrong echo is reported with it.
    private static final long MESSAGE_SEED = 862;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final LongConsumer NOT_RECORDED = nanos -> { };

    private final Keeper histograms;
    private final Consumer<Sample> listener;

    /**
     * Makes a measurer.
     *
     * @param histograms keeps the times behind a measurement
     * @param listener is told of each sample as soon as it is there
     */
    CellMeasurer(Keeper histograms, Consumer<Sample> listener) {
        this.histograms = histograms;
        this.listener = listener;
    }

    /**
     * Starts the server, measures and ends the server.
     *
     * @return a sample for each of the visit's cells, in their order
     * @throws IOException if a histogram cannot be kept
     */
    List<Sample> measure(int round, Visit visit, Times times) throws IOException {
        List<Sample> samples = new ArrayList<>();
        while (samples.size() < visit.cells().size()) {
            List<Cell> cells = visit.cells().subList(samples.size(), visit.cells().size());
            MeasuredServer server;
            try {
                server = visit.start();
            } catch (IOException e) {
                cells.forEach(cell -> add(failed(round, cell, e), samples));
                break;
            }
            try (server) {
                measureUntilFailure(round, cells, server, times, samples);
            }
        }
        return samples;
    }

    private void measureUntilFailure(int round, List<Cell> cells, MeasuredServer server,
            Times times, List<Sample> samples) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            Figures figures;
            try {
                figures = measure(
                        cell, server, times.warmupMillis(cells, i), times.measureMillis());
            } catch (IOException e) {
                add(failed(round, cell, server.failure(e)), samples);
                return;
            }
            add(sample(round, cell, figures), samples);
        }
    }

    private void add(Sample sample, List<Sample> samples) {
        samples.add(sample);
        listener.accept(sample);
    }

    private static Figures measure(
            Cell cell, MeasuredServer server, long warmupMillis, long measureMillis)
            throws IOException {
        Histogram nanos = cell.benchmark() == Question.LATENCY
                ? CellHistograms.newHistogram() : null;
        try (Load load = load(cell, server, nanos)) {
            loadFor(warmupMillis, load);
            if (nanos != null) {
                nanos.reset();
                nanos.setStartTimeStamp(System.currentTimeMillis());
            }
            Optional<ServerCost> before = server.readCost();
            long completedBefore = load.completed();
            long startNanos = System.nanoTime();
            loadFor(measureMillis, load);
            long tookNanos = System.nanoTime() - startNanos;
            Optional<ServerCost> after = server.readCost();
            if (nanos != null) {
                nanos.setEndTimeStamp(System.currentTimeMillis());
            }
            return new Figures(
                    load.completed() - completedBefore,
                    tookNanos,
                    before.map(earlier -> after.orElseThrow().minus(earlier)),
                    nanos);
        }
    }

    private static Load load(Cell cell, MeasuredServer server, Histogram nanos)
            throws IOException {
        return switch (cell.benchmark()) {
            case THROUGHPUT, LATENCY -> ClosedLoop.connect(
                    server.address(), cell.connections(), cell.messageSizeBytes(), MESSAGE_SEED,
                    nanos == null ? NOT_RECORDED : nanos::recordValue);
            case CHURN -> Churn.against(
                    server.address(), cell.connections(), cell.messageSizeBytes(), MESSAGE_SEED);
        };
    }

    /** Keeps the server busy, and leaves nothing outstanding. */
    private static void loadFor(long millis, Load load) throws IOException {
        long endNanos = System.nanoTime() + millis * 1_000_000;
        do {
            load.roundTrip();
        } while (System.nanoTime() - endNanos < 0);
        load.drain();
    }

    private Sample sample(int round, Cell cell, Figures figures) throws IOException {
        double seconds = figures.tookNanos / NANOS_PER_SECOND;
        boolean latency = figures.serviceNanos != null;
        return new Sample(
                new Measurement(
                        round,
                        cell,
                        figures.roundTrips,
                        seconds,
                        latency
                                ? TimeDistribution.percentileMicros(figures.serviceNanos, 50)
                                : figures.roundTrips / seconds,
                        figures.cost.map(ServerCost::cpuNanos)
                                // Less than a tick, where the clock has such, is not nothing.
                                .filter(cpuNanos -> cpuNanos > 0)
                                .map(cpuNanos -> cpuNanos / NANOS_PER_MICRO / figures.roundTrips)
                                .orElse(null),
                        figures.cost
                                .map(cost -> (double) cost.allocatedBytes() / figures.roundTrips)
                                .orElse(null),
                        latency ? TimeDistribution.percentilesMicros(figures.serviceNanos) : null,
                        latency ? histograms.keep(cell, figures.serviceNanos) : null,
                        null),
                figures.serviceNanos);
    }

    private static Sample failed(int round, Cell cell, IOException cause) {
        return new Sample(Measurement.failed(round, cell, FailureCause.of(cause)), null);
    }

    /** Keeps the times behind a measurement. */
    interface Keeper {

        /** Keeps a histogram of nanoseconds; returns its file's name, or null. */
        String keep(Cell cell, Histogram nanos) throws IOException;
    }

    private record Figures(
            long roundTrips, long tookNanos, Optional<ServerCost> cost, Histogram serviceNanos) {
    }
}
