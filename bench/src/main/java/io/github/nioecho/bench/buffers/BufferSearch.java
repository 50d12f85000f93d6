package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.compare.CellMeasurer;
import io.github.nioecho.bench.compare.RoundOrder;
import io.github.nioecho.bench.compare.RoundServers;
import io.github.nioecho.bench.compare.Sample;
import io.github.nioecho.bench.compare.Times;
import io.github.nioecho.bench.compare.WarmUp;
import io.github.nioecho.bench.connections.IdleMemory;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for buffer sizes, in three steps: what an idle connection holds; a grid of message and
 * buffer sizes, to which costs are fitted; and then rounds, each in fresh JVMs, in which 1024 bytes
 * and the sizes that the fit prefers take turns under the user's own messages.
 */
final class BufferSearch {

    private static final Times TIMES =
            new Times(Times.LONGEST_WARMUP_MILLIS, Times.LONGEST_SLICE_MILLIS);
    private static final long SETTLE_MILLIS = 1_500;
    private static final int GRID_BLOCKS = 3;
    private static final int GRID_ROUND = 0;
    private static final int WANTED_ROUNDS = 5;
    private static final int FEWEST_ROUNDS = 2;
    private static final int MOST_ROUNDS = 30;
    private static final int FEWEST_BLOCKS = 4;
    private static final int MOST_BLOCKS = 12;
    // Starting JVMs takes longer now and then.
    private static final double PLANNED_SHARE = 0.95;
    private static final double NANOS_PER_MILLI = 1e6;

    private final BufferPlan plan;
    private final List<Subject> subjects;
    private final ServerOptions servers;
    private final RunFacts facts;
    private final OutputFolder output;
    private final PrintWriter out;
    private final long endNanos;
    private final RoundOrder order;
    private final CellMeasurer measurer;
    private final ComparisonPlan listening;
    private final WarmUp warmUp;
    // What an idle connection holds besides its buffer; read when the run is stopped, too.
    private final Map<String, Double> besidesBuffer = new ConcurrentHashMap<>();

    BufferSearch(BufferPlan plan, List<Subject> subjects, ServerOptions servers, RunFacts facts,
            OutputFolder output, PrintWriter out, long beganNanos) {
        this.plan = plan;
        this.subjects = subjects;
        this.servers = servers;
        this.facts = facts;
        this.output = output;
        this.out = out;
        this.endNanos = beganNanos
                + (long) (plan.budgetMillis() * PLANNED_SHARE * NANOS_PER_MILLI);
        this.order = new RoundOrder(facts.seed());
        this.measurer = new CellMeasurer((cell, nanos) -> null, order, sample -> { });
        this.listening = new ComparisonPlan(plan.variants(), plan.variants().get(0),
                Stream.concat(plan.candidatesBytes().stream(), plan.gridBuffersBytes().stream())
                        .distinct().sorted().toList(),
                List.of(plan.messages()), List.of(Question.THROUGHPUT),
                Transport.TCP, plan.loadConnections(), 1, plan.threads(), 0,
                TIMES.warmupMillis(), 0, TIMES.sliceMillis());
        this.warmUp = new WarmUp(listening);
    }

    /**
     * Measures and reports.
     *
     * @return what was found; not complete if the JVM was told to end meanwhile
     * @throws IOException if the output cannot be written; what was saved before stays
     */
    Results run() throws IOException {
        output.save(facts.environment());
        try (RunLog<Sample> log = new RunLog<>(output, out, this::results,
                results -> BuffersReport.print(results, out))) {
            measureMemory();
            long beganNanos = System.nanoTime();
            List<Measurement> grid = new ArrayList<>();
            boolean goOn = measureGrid(grid, log);
            if (goOn) {
                measureRounds(sizes(grid), System.nanoTime() - beganNanos, log);
            }
            return log.finish();
        }
    }

    private void measureMemory() {
        Progress progress = new Progress(out, subjects.size());
        IdleMemory idle = new IdleMemory(facts.environment().openFileLimit(), facts.seed());
        for (Subject subject : servers.subjects(idle.jvmArgs())) {
            long beganNanos = System.nanoTime();
            progress.begin("what a connection of " + subject.name() + " holds");
            try {
                Double bytes = idle.bytesPerConnection(
                        subject, Sizing.REFERENCE_BYTES, plan.threads());
                if (bytes != null) {
                    besidesBuffer.put(subject.name(), Math.max(0,
                            bytes - Waiting.bytes(subject.name(), Sizing.REFERENCE_BYTES)));
                }
                progress.end(bytes == null ? "not known" : String.format(Locale.ROOT,
                        "%.1f KiB with a buffer of 1 KiB", bytes / 1024), since(beganNanos));
            } catch (IOException e) {
                progress.failed(e.getMessage(), since(beganNanos));
            }
        }
    }

    private boolean measureGrid(List<Measurement> grid, RunLog<Sample> log) throws IOException {
        try (RoundServers round = start()) {
            List<List<Cell>> settings = new ArrayList<>();
            for (int message : plan.gridMessagesBytes()) {
                for (int buffer : plan.gridBuffersBytes()) {
                    if (Sizing.isWorthwhile(message, buffer)) {
                        settings.add(plan.variants().stream().map(variant -> new Cell(
                                Question.THROUGHPUT, variant, buffer, Messages.of(message),
                                plan.loadConnections(), plan.threads())).toList());
                    }
                }
            }
            Progress progress = new Progress(out, settings.size());
            for (List<Cell> cells : order.shuffled(settings)) {
                long beganNanos = System.nanoTime();
                progress.begin("messages of " + Figures.messages(cells.get(0).messages())
                        + ", buffers of " + Figures.bytes(cells.get(0).bufferSizeBytes()));
                List<Sample> samples =
                        measurer.measure(GRID_ROUND, cells, round, TIMES, GRID_BLOCKS);
                tell(progress, samples, beganNanos);
                if (!log.addAll(samples)) {
                    return false;
                }
                samples.forEach(sample -> grid.add(sample.measurement()));
            }
        }
        return true;
    }

    /** Returns what is worth a measurement with the user's messages, by the fit. */
    private List<Cell> sizes(List<Measurement> grid) {
        Choices fitted = new Choices(plan, besidesBuffer, grid, List.of());
        List<Cell> cells = new ArrayList<>();
        for (String variant : plan.variants()) {
            List<Integer> sizes = plan.measuresAll() ? plan.candidatesBytes()
                    : Sizing.worthMeasuring(fitted.fit(variant).time(), plan.messages(),
                            fitted.fitting(variant));
            out.println(variant + ": to measure are " + sizes.stream().map(Figures::bytes)
                    .collect(Collectors.joining(", ")));
            sizes.forEach(size -> cells.add(Choices.cell(plan, variant, size)));
        }
        return cells;
    }

    private void measureRounds(List<Cell> cells, long gridNanos, RunLog<Sample> log)
            throws IOException {
        int blocks = blocks(cells.size(), gridNanos);
        long roundNanos = 0;
        for (int round = 1; round <= FEWEST_ROUNDS || round <= MOST_ROUNDS
                && System.nanoTime() + roundNanos < endNanos; round++) {
            long beganNanos = System.nanoTime();
            Progress progress = new Progress(out, 1);
            progress.begin(String.format(Locale.ROOT, "round %d: your messages, %d sizes of %d"
                    + " servers in turn, %d turns", round, cells.size(), plan.variants().size(),
                    blocks));
            try (RoundServers servers = start()) {
                List<Sample> samples = measurer.measure(round, cells, servers, TIMES, blocks);
                tell(progress, samples, beganNanos);
                if (!log.addAll(samples)) {
                    return;
                }
            }
            roundNanos = System.nanoTime() - beganNanos;
        }
    }

    /** Returns how many turns a round may have for there to be enough rounds. */
    private int blocks(int cells, long gridNanos) {
        double turnMillis = cells * TIMES.sliceMillis();
        double gridLoadMillis = plan.gridMessagesBytes().size() * plan.gridBuffersBytes().size()
                * plan.variants().size()
                * (TIMES.warmupMillis() + GRID_BLOCKS * TIMES.sliceMillis());
        double startMillis = Math.max(0, gridNanos / NANOS_PER_MILLI - gridLoadMillis);
        double leftMillis = (endNanos - System.nanoTime()) / NANOS_PER_MILLI;
        double turns = (leftMillis / WANTED_ROUNDS - startMillis) / turnMillis - 1;
        return (int) Math.max(FEWEST_BLOCKS, Math.min(MOST_BLOCKS, turns));
    }

    private RoundServers start() {
        RoundServers round = RoundServers.start(listening, subjects);
        for (String name : order.shuffled(plan.variants())) {
            round.settled(name, warmUp.settle(name, round, SETTLE_MILLIS));
        }
        return round;
    }

    private static void tell(Progress progress, List<Sample> samples, long beganNanos) {
        String failures = samples.stream().map(sample -> sample.measurement().failure())
                .filter(Objects::nonNull).distinct().collect(Collectors.joining("; "));
        if (failures.isEmpty()) {
            progress.end("", since(beganNanos));
        } else {
            progress.failed(failures, since(beganNanos));
        }
    }

    private static Duration since(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    private Results results(List<Sample> samples, boolean complete) {
        Map<Boolean, List<Measurement>> isGrid = samples.stream().map(Sample::measurement)
                .collect(Collectors.partitioningBy(each -> each.round() == GRID_ROUND));
        return facts.results(
                new Choices(plan, besidesBuffer, isGrid.get(true), isGrid.get(false)).results(),
                complete);
    }
}
