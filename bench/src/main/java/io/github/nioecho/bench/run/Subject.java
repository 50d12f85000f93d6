package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Something to measure: a variant, which a fresh process runs each time, or a target. */
public final class Subject {

    private final ServerInfo info;
    private final Starter starter;

    /** Makes a subject of whatever can be started. */
    Subject(ServerInfo info, Starter starter) {
        this.info = info;
        this.starter = starter;
    }

    /** Returns a variant to be started in a JVM of its own, at one endpoint after the other. */
    static Subject variant(ServerVariant variant, List<String> jvmArgs, Endpoints endpoints) {
        String leftOut = variant.serves(endpoints.transport())
                ? variant.unavailable().orElse(null)
                : "it does not serve " + endpoints.transport().words();
        ServerInfo info = new ServerInfo(
                variant.label(), variant.kind(), variant.description(), leftOut);
        return new Subject(info, (bufferSizeBytes, threads) -> ServerProcess.start(
                variant, endpoints.next(bufferSizeBytes, threads), jvmArgs));
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
        return starter.start(bufferSizeBytes, threads);
    }

    /** Starts a server. */
    interface Starter {
        MeasuredServer start(int bufferSizeBytes, int threads) throws IOException;

        /** See {@link Subject#requireEcho()}. */
        default void requireEcho() throws IOException {
        }
    }
}
