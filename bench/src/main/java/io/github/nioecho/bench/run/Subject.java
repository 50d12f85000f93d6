package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.Processors;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Something to measure: a variant, which a fresh process runs each time, or a target. */
public final class Subject {

    private final ServerInfo info;
    private final Starter starter;

    /** Makes a subject of whatever can be started. */
    Subject(ServerInfo info, Starter starter) {
        this.info = info;
        this.starter = starter;
    }

    /**
     * Returns a variant to be started in a JVM of its own, at one endpoint after the other.
     *
     * @param processors has the servers' part of the processors; any, if empty
     */
    static Subject variant(ServerVariant variant, List<String> jvmArgs, Endpoints endpoints,
            Optional<Processors> processors) {
        String leftOut = variant.serves(endpoints.transport())
                ? variant.unavailable().orElse(null)
                : "it does not serve " + endpoints.transport().words();
        ServerInfo info = new ServerInfo(
                variant.label(), variant.kind(), variant.description(), leftOut);
        return new Subject(info, (bufferSizes, threads) -> ServerProcess.start(
                variant,
                bufferSizes.stream().map(size -> endpoints.next(size, threads)).toList(),
                jvmArgs,
                processors));
    }

    /**
     * Returns a server that is running already.
     *
     * @param addresses where it may be, at least one; the first that echoes is it
     */
    static Subject target(String name, List<InetSocketAddress> addresses) {
        ServerInfo info = new ServerInfo(
                name, ServerInfo.Kind.TARGET, "an echo server that was running already", null);
        return new Subject(info, new TargetStarter(name, addresses));
    }

    /** Returns the same under another name, which is started for itself. */
    public Subject again(String name) {
        return new Subject(
                new ServerInfo(name, info.kind(), info.description(), info.leftOut()), starter);
    }

    /** Returns what it is. */
    public ServerInfo info() {
        return info;
    }

    /** Returns its name. */
    public String name() {
        return info.name();
    }

    /** Returns whether it was running already, so that neither buffer nor threads are ours. */
    public boolean isTarget() {
        return info.kind() == ServerInfo.Kind.TARGET;
    }

    /**
     * Makes sure that a target is there and echoes; a variant is started later, and passes.
     *
     * @throws IOException if it does not; the message names the target
     */
    public void requireEcho() throws IOException {
        starter.requireEcho();
    }

    /**
     * Starts it; a target is there already.
     *
     * @param bufferSizeBytes the size of each connection's buffer, which a target does not hear of
     * @param threads server threads or event loops, which a target does not hear of
     * @throws IOException if it does not start
     */
    public MeasuredServer start(int bufferSizeBytes, int threads) throws IOException {
        return start(List.of(bufferSizeBytes), threads);
    }

    /**
     * Starts it in one JVM for several buffer sizes; a target is there already.
     *
     * @param bufferSizesBytes the sizes of connections' buffers, at least one, for each of which it
     *     listens on an address of its own; a target, which does not hear of them, has but one
     * @param threads server threads or event loops for each, which a target does not hear of
     * @throws IOException if it does not start
     */
    public MeasuredServer start(List<Integer> bufferSizesBytes, int threads) throws IOException {
        return starter.start(bufferSizesBytes, threads);
    }

    /** Starts a server. */
    interface Starter {
        MeasuredServer start(List<Integer> bufferSizesBytes, int threads) throws IOException;

        /** See {@link Subject#requireEcho()}. */
        default void requireEcho() throws IOException {
        }
    }
}
