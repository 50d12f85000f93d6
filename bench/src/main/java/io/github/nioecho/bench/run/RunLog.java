package io.github.nioecho.bench.run;

import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run has measured so far. It is saved after every measurement, so that nothing measured is
 * lost by what comes later; and when the JVM is told to end, as by Ctrl-C, the run is reported as
 * partial and its servers are ended.
 *
 * <p>One thread measures; the shutdown hook is another.
 *
 * @param <M> a measurement
 */
public final class RunLog<M> implements AutoCloseable {

    private final OutputFolder output;
    private final PrintWriter out;
    private final Assembler<M> assembler;
    private final Reporter reporter;
    private final Thread hook = new Thread(this::stop, "run-shutdown");

    private final List<M> measurements = new ArrayList<>(); // guarded by this
    private boolean stopped; // guarded by this

    /**
     * Begins a run.
     *
     * @param output gets the results
     * @param out is told when the run is stopped, and where its results are
     * @param assembler makes results of measurements
     * @param reporter shows results on the terminal
     */
    public RunLog(OutputFolder output, PrintWriter out, Assembler<M> assembler, Reporter reporter) {
        this.output = output;
        this.out = out;
        this.assembler = assembler;
        this.reporter = reporter;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Adds a measurement and saves all there are.
     *
     * @return whether to go on: false if the run has been stopped, and this measurement not taken
     * @throws IOException if it cannot be saved
     */
    public boolean add(M measurement) throws IOException {
        return addAll(List.of(measurement));
    }

    /**
     * Adds several measurements and saves all there are.
     *
     * @return whether to go on: false if the run has been stopped, and these measurements not taken
     * @throws IOException if they cannot be saved
     */
    public synchronized boolean addAll(List<M> more) throws IOException {
        if (stopped) {
            return false;
        }
        measurements.addAll(more);
        output.save(results(false));
        return true;
    }

    /**
     * Ends a run that went to its end: saves it as complete, shows it and writes the page. Where it
     * has been stopped, that was done already, and it stays a partial one.
     *
     * @throws IOException if the page cannot be written; the results are saved and shown before
     */
    public synchronized Results finish() throws IOException {
        if (stopped) {
            return results(false);
        }
        Results results = results(true);
        publish(results);
        return results;
    }

    /** Ends the watch for the JVM's end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException expected) {
            // The JVM is ending, and the hook does its work.
        }
    }

    /** Saves and reports what there is as partial, and ends the servers. */
    synchronized void stop() {
        stopped = true;
        // First, for whoever waits for them.
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        out.printf(Locale.ROOT, "%nstopped: %d measurements are saved in %s%n",
                measurements.size(), output.path());
        try {
            publish(results(false));
        } catch (IOException e) {
            out.println("and not reported: " + e);
        }
        out.flush();
    }

    private void publish(Results results) throws IOException {
        output.save(results);
        reporter.report(results);
        Path saved = output.path().resolve(ResultsFile.RESULTS);
        try {
            ReportPage.write(output.path(), results);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the page cannot be written (" + e + "); the results are saved in " + saved, e);
        }
        out.println("Report: " + output.path().resolve(ReportPage.FILE) + "   Figures: " + saved);
        out.flush();
    }

    private Results results(boolean complete) {
        return assembler.assemble(List.copyOf(measurements), complete);
    }

    /** Makes results of measurements. */
    public interface Assembler<M> {

        /** Returns everything there is to save. */
        Results assemble(List<M> measurements, boolean complete);
    }

    /** Shows results to people. */
    public interface Reporter {

        /** Shows them, before their page is written. */
        void report(Results results);
    }
}
