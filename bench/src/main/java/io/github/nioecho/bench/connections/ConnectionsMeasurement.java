package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.load.ClosedLoop;
import io.github.nioecho.bench.load.Ramp;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerCost;
import io.github.nioecho.bench.server.ServerMemory;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures one server with one number of connections, from warm-up to the last check:
 *
 * <ol>
 * <li>many connections come, echo and go, a few at a time, and then, if the server's memory can be
 *     read, some hundred others come and stay, so that the server's code is compiled, its way to
 *     new buffers included; of a server that limits connections no more are open at a time than
 *     are to be measured;
 * <li>the memory is read;
 * <li>the connections to be measured are opened, and the rate is taken;
 * <li>the memory is read again, while all are idle, and the others are closed;
 * <li>a share of them echoes in a closed loop, and the server's CPU time is read before and after;
 * <li>every connection echoes once more, so that none was lost unseen.
 * </ol>
 */
final class ConnectionsMeasurement {

    /**
     * With fewer connections, neither a rate nor the growth of the heap stands out from chance: the
     * JVM itself grows by some KiB.
     */
    static final int LEAST_FOR_RATE_AND_HEAP = 100;
    /** The same for memory outside of the heap, where the JVM grows by some hundred KiB. */
    static final int LEAST_FOR_RESIDENT = 1_000;

    private static final long LONGEST_WARMUP_MILLIS = 1_000;
    // Whoever measures for a blink wants no second of warm-up.
    private static final int WARMUP_FACTOR = 5;
    private static final int WARMUP_AT_A_TIME = 8;
    // The JIT compiles what has been called 200 times. Until then each thread of the server enters
    // code by the interpreter, which touches 80 KiB of its stack.
    private static final int WARMUP_CONNECTIONS = 1_000;
    // To a server far away, or one that never ends a connection, so many would take minutes.
    private static final long LONGEST_COMING_NANOS = 10_000_000_000L;
    // Those that stay, because a server keeps the buffers of those that have gone for the next.
    static final int MOST_OTHERS = 512;
    // Of the measured time: the share before it that brings the active connections up to speed.
    private static final int SPEED_UP_SHARE = 10;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long SETTLING_NANOS = 3_000_000_000L;
    private static final long SETTLED_BYTES = 64 << 10;
    // A compilation that is going on holds megabytes, and lasts.
    private static final long PAUSE_NANOS = 200_000_000;

    private final ConnectionsPlan plan;
    private final long seed;

    /** Makes a measurement; the seed is that of the messages. */
    ConnectionsMeasurement(ConnectionsPlan plan, long seed) {
        this.plan = plan;
        this.seed = seed;
    }

    /** Returns how long a fresh server echoes before anything is measured, in milliseconds. */
    static long warmupMillis(ConnectionsPlan plan) {
        return Math.min(LONGEST_WARMUP_MILLIS, WARMUP_FACTOR * plan.measureMillis());
    }

    /**
     * Measures a server.
     *
     * @param name what to call it
     * @param round the round, from 1
     * @param count how many connections to open
     * @param server a fresh server
     * @throws IOException if anything fails; the message says what is known about why
     */
    ConnectionsRun run(String name, int round, int count, MeasuredServer server)
            throws IOException {
        try {
            Idle idle = open(server, count);
            try (ClosedLoop load = idle.ramp.load()) {
                int active = Math.max(1, (int) Math.round(count * plan.activeShare()));
                load.keepActive(active);
                Echoes echoes = echo(server, load);
                load.keepActive(count);
                load.roundTrip();
                load.drain();
                boolean enough = count >= LEAST_FOR_RATE_AND_HEAP;
                return new ConnectionsRun(
                        name,
                        round,
                        count,
                        enough ? idle.ramp.connectsPerSecond() : null,
                        idle.growth.filter(unused -> count >= LEAST_FOR_RESIDENT)
                                .map(bytes -> residentBytes(bytes, count))
                                .orElse(null),
                        idle.growth.filter(unused -> enough)
                                .map(bytes -> heapAndDirectBytes(bytes, count))
                                .orElse(null),
                        active,
                        echoes.perSecond,
                        echoes.cpuMicros,
                        null);
            }
        } catch (IOException seen) {
            throw server.failure(seen);
        }
    }

    /** Opens the connections of a server that is warm, and sees by how much it grows. */
    private Idle open(MeasuredServer server, int count) throws IOException {
        comeAndGo(server, count);
        if (server.readMemory().isEmpty()) {
            return openWithoutOthers(server, count);
        }
        try (ClosedLoop others = openOthers(server, count)) {
            echoFor(warmupMillis(plan) * NANOS_PER_MILLI, others);
            others.drain();
            Optional<ServerMemory> before = settledMemory(server);
            Ramp ramp = Ramp.open(server.address(), count, plan.messages(), seed);
            try {
                Optional<ServerMemory> after = settledMemory(server);
                return new Idle(ramp, after.flatMap(now -> before.map(now::minus)));
            } catch (Throwable e) {
                ramp.load().close();
                throw e;
            }
        }
    }

    private void comeAndGo(MeasuredServer server, int count) throws IOException {
        int atATime = Math.min(count, WARMUP_AT_A_TIME);
        long endNanos = System.nanoTime() + LONGEST_COMING_NANOS;
        for (int gone = 0; gone < WARMUP_CONNECTIONS && System.nanoTime() - endNanos < 0;
                gone += atATime) {
            Ramp.open(server.address(), atATime, plan.messages(), seed).load().close();
        }
    }

    /**
     * Opens the connections of a server elsewhere, whose memory nobody can read. It may limit them,
     * and only memory needs others: these warm it up themselves.
     */
    private Idle openWithoutOthers(MeasuredServer server, int count) throws IOException {
        Ramp ramp = Ramp.open(server.address(), count, plan.messages(), seed);
        try {
            ClosedLoop load = ramp.load();
            load.keepActive(Math.min(count, WARMUP_AT_A_TIME));
            echoFor(warmupMillis(plan) * NANOS_PER_MILLI, load);
            load.drain();
            return new Idle(ramp, Optional.empty());
        } catch (Throwable e) {
            ramp.load().close();
            throw e;
        }
    }

    private ClosedLoop openOthers(MeasuredServer server, int count) throws IOException {
        int others = Math.min(count, MOST_OTHERS);
        ClosedLoop load =
                Ramp.open(server.address(), others, plan.messages(), seed).load();
        load.keepActive(Math.min(others, WARMUP_AT_A_TIME));
        return load;
    }

    /** Reads until two readings agree: connections end and freed memory returns in their time. */
    private static Optional<ServerMemory> settledMemory(MeasuredServer server)
            throws IOException {
        long endNanos = System.nanoTime() + SETTLING_NANOS;
        Optional<ServerMemory> last = server.readMemory();
        while (last.isPresent() && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(PAUSE_NANOS);
            ServerMemory next = server.readMemory().orElseThrow();
            ServerMemory change = next.minus(last.get());
            last = Optional.of(next);
            if (isSmall(change.heapBytes()) && isSmall(change.directBytes())
                    && (change.residentBytes() == null || isSmall(change.residentBytes()))) {
                break;
            }
        }
        return last;
    }

    private static boolean isSmall(long changeBytes) {
        return Math.abs(changeBytes) < SETTLED_BYTES;
    }

    /**
     * The pages of the heap were resident before: what it holds now has to be added. Where the rest
     * has shrunk, as on a machine too busy for the JIT to come to an end, the figure is chance.
     */
    static Double residentBytes(ServerMemory growth, int count) {
        return growth.residentBytes() == null || growth.residentBytes() <= 0
                ? null
                : (Double) ((double) (growth.residentBytes() + growth.heapBytes()) / count);
    }

    private static double heapAndDirectBytes(ServerMemory growth, int count) {
        return (double) (growth.heapBytes() + growth.directBytes()) / count;
    }

    private Echoes echo(MeasuredServer server, ClosedLoop load) throws IOException {
        long measureNanos = plan.measureMillis() * NANOS_PER_MILLI;
        echoFor(measureNanos / SPEED_UP_SHARE, load);
        Optional<ServerCost> costBefore = server.readCost();
        long completedBefore = load.completed();
        long tookNanos = echoFor(measureNanos, load);
        long completed = load.completed() - completedBefore;
        Optional<ServerCost> cost = server.readCost();
        load.drain();
        return new Echoes(
                completed * 1e9 / tookNanos,
                cost.flatMap(after -> costBefore.map(after::minus))
                        .map(used -> used.cpuNanos() / 1e3 / completed)
                        .orElse(null));
    }

    private static long echoFor(long nanos, ClosedLoop load) throws IOException {
        long startNanos = System.nanoTime();
        long tookNanos;
        do {
            load.roundTrip();
            tookNanos = System.nanoTime() - startNanos;
        } while (tookNanos < nanos);
        return tookNanos;
    }

    /** Open connections, and by how much the server grew with them. */
    private record Idle(Ramp ramp, Optional<ServerMemory> growth) {
    }

    /** What the active connections reached, and what each round trip cost the server. */
    private record Echoes(double perSecond, Double cpuMicros) {
    }
}
