package io.github.nioecho.bench.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line protocol between a benchmark and the server it started, over the server's stdin and
 * stdout. The first line from the server says where it listens. A request {@code cost} is answered
 * by one line with what the server's process has used so far. The end of stdin ends the server,
 * so that it cannot outlive a benchmark that was killed.
 */
final class ServerControl {

    static final String COST = "cost";

    private static final Pattern COST_REPLY = Pattern.compile("cost (\\d+) ns, (\\d+) bytes");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Answers requests until the stream of requests ends. */
    void answer(InputStream requests, PrintStream replies) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(COST)) {
                replies.println(formatCost(cost()));
                replies.flush();
            } else {
                throw new IOException("unknown request: " + line);
            }
        }
    }

    /** Returns what this process has used so far. */
    private ServerCost cost() {
        return new ServerCost(
                system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
    }

    private static String formatCost(ServerCost cost) {
        return "cost " + cost.cpuNanos() + " ns, " + cost.allocatedBytes() + " bytes";
    }

    static ServerCost parseCost(String reply) throws IOException {
        Matcher matcher = COST_REPLY.matcher(reply);
        if (!matcher.matches()) {
            throw new IOException("the server answered a request for its cost with: " + reply);
        }
        return new ServerCost(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
