package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.RunLog;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;

/** Tells on the terminal what was measured, after a stop so far as it got. */
final class ConnectionsReport implements RunLog.Reporter {

    private final PrintWriter out;

    ConnectionsReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void report(Results results) {
        ConnectionsPlan plan = results.connections().plan();
        out.println();
        out.printf(Locale.ROOT,
                "Messages of %s%s; CPU is the server's per echo, with %s%% of the connections"
                        + " active%n%n",
                Figures.messages(plan.messages()),
                plan.bufferSizeBytes() == null
                        ? "" : ", buffers of " + Figures.bytes(plan.bufferSizeBytes()),
                percent(plan.activeShare()));
        out.print(ConnectionsTable.render(results.connections()));
        out.println();
        out.println("-  not measured, or too few connections to tell from chance. What the kernel"
                + " holds for a");
        out.println("   socket is not in these figures.");
        out.println();
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }
}
