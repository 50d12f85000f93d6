package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.MeasuredServer;
import java.io.IOException;
import java.util.List;

/** What a server holds for a connection that is idle: a short form of {@code connections}. */
public final class IdleMemory {

    // As few as tell a connection from chance.
    private static final int CONNECTIONS = ConnectionsMeasurement.LEAST_FOR_RESIDENT;
    private static final int SPARE_DESCRIPTORS = 200;
    private static final int MESSAGE_BYTES = 64;
    private static final int BUFFER_BYTES = 1024;
    private static final long MEASURE_MILLIS = 100;

    private final Long openFileLimit;
    private final long seed;

    /**
     * Makes a measurement.
     *
     * @param openFileLimit of this process; null if not known
     * @param seed of the messages
     */
    public IdleMemory(Long openFileLimit, long seed) {
        this.openFileLimit = openFileLimit;
        this.seed = seed;
    }

    /** Returns the options that servers' JVMs need for it. */
    public List<String> jvmArgs() {
        return ServerJvm.options(CONNECTIONS, BUFFER_BYTES);
    }

    /**
     * Starts a server and measures it.
     *
     * @return bytes resident for each of {@value #CONNECTIONS} connections, in the heap and outside;
     *     null if it cannot be told, as without enough descriptors
     * @throws IOException if the server fails
     */
    public Double bytesPerConnection(Subject subject, int bufferSizeBytes, int threads)
            throws IOException {
        int others = ConnectionsMeasurement.MOST_OTHERS;
        if (openFileLimit != null && openFileLimit < CONNECTIONS + others + SPARE_DESCRIPTORS) {
            return null;
        }
        ConnectionsPlan plan = new ConnectionsPlan(List.of(subject.name()), List.of(CONNECTIONS),
                List.of(CONNECTIONS), 1.0 / CONNECTIONS, bufferSizeBytes,
                Messages.of(MESSAGE_BYTES), threads, 1, MEASURE_MILLIS, jvmArgs());
        try (MeasuredServer server = subject.start(bufferSizeBytes, threads)) {
            return new ConnectionsMeasurement(plan, seed)
                    .run(subject.name(), 1, CONNECTIONS, server).residentBytesPerConnection();
        }
    }
}
