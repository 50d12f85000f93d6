package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.load.Load;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.TimeDistribution;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerCost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * One of the servers that take turns in a setting: its connections, which stay open and idle while
 * others have theirs, and its slices. Not for use by several threads at once.
 */
final class Contestant implements AutoCloseable {

    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Cell cell;
    private final String name;
    private final Setting setting;
    private final RoundServers servers;
    private final List<Slice> slices = new ArrayList<>();
    private final Histogram all; // null unless latency is asked, as the next
    private final Histogram ofSlice;

    private MeasuredServer server;
    private Load load;
    private Optional<ServerCost> costBefore = Optional.empty();
    private IOException failure;

    Contestant(Cell cell, RoundServers servers) {
        this.cell = cell;
        this.name = cell.variant();
        this.setting = Setting.of(cell);
        this.servers = servers;
        boolean latency = setting.question() == Question.LATENCY;
        this.all = latency ? CellHistograms.newHistogram() : null;
        this.ofSlice = latency ? CellHistograms.newHistogram() : null;
    }

    /** Connects, and loads the server without counting. */
    void begin(long warmupMillis) {
        attempt(() -> {
            server = servers.server(name);
            load = Loads.connect(setting, servers.address(name, setting), nanos -> {
                if (ofSlice != null) {
                    ofSlice.recordValue(nanos);
                }
            });
            if (warmupMillis > 0) {
                Loads.run(load, warmupMillis);
            }
            if (all != null) {
                all.setStartTimeStamp(System.currentTimeMillis());
            }
            costBefore = server.readCost();
        });
    }

    /** Is measured for a while, unless it has failed. */
    void measure(int block, long millis) {
        attempt(() -> {
            if (ofSlice != null) {
                ofSlice.reset();
            }
            Optional<Long> cpuBefore = server.readCpuNanos();
            long completedBefore = load.completed();
            long startNanos = System.nanoTime();
            Loads.run(load, millis);
            long tookNanos = System.nanoTime() - startNanos;
            Optional<Long> cpuAfter = server.readCpuNanos();
            long roundTrips = load.completed() - completedBefore;
            double seconds = tookNanos / NANOS_PER_SECOND;
            if (all != null) {
                all.add(ofSlice);
            }
            slices.add(new Slice(block, roundTrips, seconds,
                    ofSlice == null
                            ? roundTrips / seconds
                            : TimeDistribution.percentileMicros(ofSlice, 50),
                    cpuBefore.map(before -> cpuAfter.orElseThrow() - before)
                            // Less than a tick, where the clock has such, is not nothing.
                            .filter(nanos -> nanos > 0)
                            .map(nanos -> nanos / NANOS_PER_MICRO / roundTrips)
                            .orElse(null)));
        });
    }

    /**
     * Ends it and makes a sample of its slices, which can be that it has failed.
     *
     * @throws IOException if a histogram cannot be kept
     */
    Sample end(int round, CellMeasurer.Keeper histograms) throws IOException {
        Optional<ServerCost> used = Optional.empty();
        if (failure == null) {
            try {
                Optional<ServerCost> after = server.readCost();
                used = costBefore.map(before -> after.orElseThrow().minus(before));
            } catch (IOException e) {
                fail(e);
            }
        }
        close();
        if (failure != null) {
            return new Sample(
                    Measurement.failed(round, cell, slices, FailureCause.of(failure)), null);
        }
        long roundTrips = slices.stream().mapToLong(Slice::roundTrips).sum();
        if (all != null) {
            all.setEndTimeStamp(System.currentTimeMillis());
        }
        return new Sample(
                new Measurement(
                        round,
                        cell,
                        roundTrips,
                        slices.stream().mapToDouble(Slice::seconds).sum(),
                        all != null
                                ? TimeDistribution.percentileMicros(all, 50)
                                : Statistics.median(slices.stream()
                                        .mapToDouble(Slice::score).toArray()),
                        Statistics.median(slices.stream().map(Slice::cpuMicrosPerRoundTrip)
                                .filter(Objects::nonNull)
                                .mapToDouble(Double::doubleValue).toArray()),
                        used.map(cost -> (double) cost.allocatedBytes() / roundTrips).orElse(null),
                        all != null ? TimeDistribution.percentilesMicros(all) : null,
                        all != null ? histograms.keep(cell, all) : null,
                        servers.isSettled(name),
                        slices,
                        null),
                all);
    }

    /** Closes its connections; the server stays. */
    @Override
    public void close() {
        if (load != null) {
            try {
                load.close();
            } catch (IOException expected) {
                // Whatever is wrong with them shows when they are used, and they are not any more.
            }
            load = null;
        }
    }

    private void attempt(Step step) {
        if (failure == null) {
            try {
                step.run();
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void fail(IOException seen) {
        failure = servers.failed(name, seen);
    }

    /** Something that a server may not survive. */
    private interface Step {
        void run() throws IOException;
    }
}
