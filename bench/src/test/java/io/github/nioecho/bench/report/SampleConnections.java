package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.ConnectionsRun;
import java.util.ArrayList;
import java.util.List;

/** Invented runs over the number of connections, with blanks and a failure. */
final class SampleConnections {

    static final List<String> VARIANTS =
            List.of("async", "blocking", "virtual", "selector", "netty-nio");

    private static final double[] KILOBYTES = {2.7, 29, 5.7, 3.4, 6.5};

    private SampleConnections() {
    }

    /** Returns two rounds; {@code netty-nio} has no heap figure, {@code blocking} fails last. */
    static ConnectionsResults whole() {
        return rounds(2);
    }

    /** Returns so many rounds of the same. */
    static ConnectionsResults rounds(int rounds) {
        ConnectionsPlan plan = new ConnectionsPlan(VARIANTS, List.of(10, 100, 1000, 9000),
                List.of(10, 100, 1000, 9000, 50_000), 0.1, 1024, Messages.of(1024), 1, rounds,
                3000, List.of("-Xmx256m"));
        List<ConnectionsRun> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (int count : plan.counts()) {
                for (int v = 0; v < VARIANTS.size(); v++) {
                    runs.add(VARIANTS.get(v).equals("blocking") && count == 9000
                            ? ConnectionsRun.failed("blocking", round, count, "no more threads")
                            : run(v, round, count));
                }
            }
        }
        return new ConnectionsResults(plan, runs);
    }

    private static ConnectionsRun run(int variant, int round, int count) {
        double resident = 1000 * KILOBYTES[variant] * (1 + 20.0 / count) + 40 * round;
        return new ConnectionsRun(VARIANTS.get(variant), round, count,
                20_000.0 - 1500 * variant + 300 * round, resident,
                VARIANTS.get(variant).equals("netty-nio") ? null : resident * 0.55,
                Math.max(1, count / 10), 90_000.0 - 9000 * variant + 500 * round,
                6.0 + variant + Math.log10(count) * 0.4 + 0.1 * round, null);
    }
}
