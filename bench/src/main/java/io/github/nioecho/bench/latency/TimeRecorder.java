package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.load.OpenLoop;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.run.HistogramFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records the times of one run. While it is measured, a thread writes every second as an interval
 * to the logs, so that a stall can be found in them, and what was measured outlives whatever comes.
 *
 * <p>The thread that drives the load records; it never waits for the one that writes.
 */
final class TimeRecorder implements OpenLoop.Times, AutoCloseable {

    private static final int SIGNIFICANT_DIGITS = 3;

    private final SingleWriterRecorder responses = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
    private final SingleWriterRecorder services = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
    private final Histogram lateness = new Histogram(SIGNIFICANT_DIGITS); // of the load's thread
    private final SizeHistograms sizes; // the same

    private final HistogramFiles responseFiles; // guarded by this
    private final HistogramFiles serviceFiles; // guarded by this
    private Histogram responseInterval; // written before, to be used again; guarded by this
    private Histogram serviceInterval; // the same
    private IOException failure; // the writing thread's; guarded by this

    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "histogram-writer");
                thread.setDaemon(true);
                return thread;
            });

    private TimeRecorder(
            HistogramFiles responseFiles, HistogramFiles serviceFiles, Messages messages) {
        this.sizes = new SizeHistograms(messages);
        this.responseFiles = responseFiles;
        this.serviceFiles = serviceFiles;
    }

    /** Creates the logs of a run, named after it; what is recorded is not written yet. */
    static TimeRecorder create(Path folder, String name, Messages messages) throws IOException {
        return new TimeRecorder(
                HistogramFiles.create(folder, name + "-response", SIGNIFICANT_DIGITS),
                HistogramFiles.create(folder, name + "-service", SIGNIFICANT_DIGITS),
                messages);
    }

    @Override
    public void echoed(int sizeBytes, long responseNanos, long serviceNanos) {
        sizes.echoed(sizeBytes, responseNanos, serviceNanos);
        responses.recordValue(responseNanos);
        services.recordValue(serviceNanos);
        lateness.recordValue(responseNanos - serviceNanos);
    }

    @Override
    public void unanswered(int sizeBytes, long waitedNanos) {
        sizes.unanswered(sizeBytes, waitedNanos);
        responses.recordValue(waitedNanos);
    }

    /** Forgets what was recorded, and begins to write. */
    void restart() {
        responses.reset();
        services.reset();
        lateness.reset();
        sizes.reset();
        writer.scheduleAtFixedRate(this::writeInBackground, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Ends the recording and completes the files.
     *
     * @throws IOException if anything could not be written, now or before
     */
    void finish() throws IOException {
        writer.shutdown(); // without an interrupt, which would close the file under its hands
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            writeInterval();
            responseFiles.writeDistribution();
            serviceFiles.writeDistribution();
        }
    }

    /** Marks the files as those of a run that is not what it should have been. */
    synchronized void markFailed() throws IOException {
        responseFiles.markFailed();
        serviceFiles.markFailed();
    }

    /** Returns the logs. */
    synchronized List<Path> logs() {
        return List.of(responseFiles.log(), serviceFiles.log());
    }

    /** Returns all response times, in nanoseconds. */
    synchronized Histogram responses() {
        return responseFiles.merged();
    }

    /** Returns all service times, in nanoseconds. */
    synchronized Histogram services() {
        return serviceFiles.merged();
    }

    /** Returns how late messages were sent, in nanoseconds. */
    Histogram lateness() {
        return lateness;
    }

    /** Returns the times by the size of the message. */
    SizeHistograms sizes() {
        return sizes;
    }

    /** Stops writing. */
    @Override
    public void close() {
        writer.shutdown();
    }

    private synchronized void writeInBackground() {
        try {
            if (failure == null) {
                writeInterval();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private synchronized void writeInterval() throws IOException {
        responseInterval = responses.getIntervalHistogram(responseInterval);
        responseFiles.append(responseInterval);
        serviceInterval = services.getIntervalHistogram(serviceInterval);
        serviceFiles.append(serviceInterval);
    }
}
