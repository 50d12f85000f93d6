package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.MeasuredServer;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of a round, all alive at once, each in a fresh JVM that listens once for each buffer
 * size. One that has failed is replaced by a fresh one. Not for use by several threads at once.
 */
public final class RoundServers implements AutoCloseable {

    private final ComparisonPlan plan;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    private RoundServers(ComparisonPlan plan) {
        this.plan = plan;
    }

    /** Starts all of them; one that does not start is there as its failure. */
    public static RoundServers start(ComparisonPlan plan, List<Subject> subjects) {
        RoundServers servers = new RoundServers(plan);
        for (Subject subject : subjects) {
            Slot slot = new Slot(subject);
            slot.start(plan);
            servers.slots.put(subject.name(), slot);
        }
        return servers;
    }

    /**
     * Returns a server, fresh if the last one has failed.
     *
     * @throws IOException if it does not start
     */
    MeasuredServer server(String name) throws IOException {
        Slot slot = slots.get(name);
        if (slot.server == null && slot.failure == null) {
            slot.start(plan);
        }
        if (slot.failure != null) {
            throw slot.failure;
        }
        return slot.server;
    }

    /** Returns where a server listens for connections with a setting's buffers. */
    SocketAddress address(String name, Setting setting) throws IOException {
        List<SocketAddress> addresses = server(name).addresses();
        return addresses.size() == 1
                ? addresses.get(0)
                : addresses.get(plan.bufferSizesBytes().indexOf(setting.bufferSizeBytes()));
    }

    /**
     * Ends a server that has failed; the next one that is asked for is a fresh one.
     *
     * @param seen what the client saw
     * @return what is known of it
     */
    IOException failed(String name, IOException seen) {
        Slot slot = slots.get(name);
        if (slot.server == null) {
            return seen;
        }
        IOException failure = slot.server.failure(seen);
        slot.server.close();
        slot.server = null;
        slot.settled = false;
        return failure;
    }

    /** Notes whether a server is warm. */
    public void settled(String name, boolean settled) {
        slots.get(name).settled = settled;
    }

    /** Returns whether a server is warm; a fresh one that replaced another is not. */
    boolean isSettled(String name) {
        return slots.get(name).settled;
    }

    @Override
    public void close() {
        slots.values().stream().filter(slot -> slot.server != null)
                .forEach(slot -> slot.server.close());
    }

    /** A server, and what is known of it. */
    private static final class Slot {

        private final Subject subject;
        private MeasuredServer server;
        private IOException failure; // to start
        private boolean settled;

        Slot(Subject subject) {
            this.subject = subject;
        }

        void start(ComparisonPlan plan) {
            try {
                // A target hears of neither.
                server = subject.start(plan.bufferSizesBytes(),
                        subject.isTarget() ? 1 : plan.threads());
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
