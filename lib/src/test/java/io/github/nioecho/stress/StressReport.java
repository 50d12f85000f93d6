package io.github.nioecho.stress;

import io.github.nioecho.EchoMetrics;
import io.github.nioecho.ProcessState;
import java.time.Duration;
import java.util.Locale;

/** Says in words what a run did. */
final class StressReport {

    private final long startNanos = System.nanoTime();
    private final Tally tally;

    StressReport(Tally tally) {
        this.tally = tally;
    }

    String progress() {
        return String.format(Locale.ROOT,
                "stress: %4d s, %,d connections, %.2f GiB verified, %d failures; "
                        + "%,d KiB resident, %d descriptors",
                Duration.ofNanos(System.nanoTime() - startNanos).toSeconds(),
                tally.connections(), gib(tally.verifiedBytes()), tally.failures().size(),
                ProcessState.residentBytes() >> 10, ProcessState.descriptorCount());
    }

    String summary(StressServers servers, MemoryUse atStart, MemoryUse atEnd) {
        StringBuilder text = new StringBuilder(progress()).append(String.format(Locale.ROOT,
                "%n  mismatches %d, hangs %d, errors %d%n"
                        + "  heap after collection %,d bytes at start, %,d at end%n"
                        + "  direct memory %,d bytes at start, %,d at end%n"
                        + "  clients that paused %,d, saw a refusal %,d",
                tally.mismatches(), tally.hangs(), tally.errors(),
                atStart.heapBytes(), atEnd.heapBytes(),
                atStart.directBytes(), atEnd.directBytes(),
                tally.pausing(), tally.refused()));
        for (Behaviour behaviour : Behaviour.values()) {
            text.append(String.format(Locale.ROOT,
                    "%n  %-12s %,7d clients", behaviour, tally.connections(behaviour)));
        }
        for (ServerKind kind : ServerKind.values()) {
            EchoMetrics metrics = servers.metrics(kind);
            text.append(String.format(Locale.ROOT,
                    "%n  %-12s %,7d accepted, %,d refused, %,d reset, %,d idle, %.2f GiB sent",
                    kind, metrics.acceptedConnections(), metrics.refusedConnections(),
                    metrics.resetConnections(), metrics.idleConnections(),
                    gib(metrics.bytesSent())));
        }
        return text.toString();
    }

    private static double gib(long bytes) {
        return bytes / (double) (1 << 30);
    }
}
