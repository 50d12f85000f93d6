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
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line protocol between a benchmark and the server it started, over the server's stdin and
 * stdout. The first line from the server says where it listens. A request {@code cost} is answered
 * by one line with what the server's process has used so far, and {@code memory} by one with what
 * it holds after a collection. The end of stdin ends the server, so that it cannot outlive a
 * benchmark that was killed.
 */
final class ServerControl {

    static final String COST = "cost";
    static final String MEMORY = "memory";

    private static final String UNKNOWN = "unknown";
    private static final Pattern COST_REPLY = Pattern.compile("cost (\\d+) ns, (\\d+) bytes");
    private static final Pattern MEMORY_REPLY =
            Pattern.compile("memory (\\d+|unknown) resident, (\\d+) heap, (\\d+) direct");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Answers requests until the stream of requests ends. */
    void answer(InputStream requests, PrintStream replies) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            replies.println(switch (line) {
                case COST -> formatCost(cost());
                case MEMORY -> formatMemory(MemoryProbe.read());
                default -> throw new IOException("unknown request: " + line);
            });
            replies.flush();
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

    static String formatMemory(ServerMemory memory) {
        return "memory " + Objects.requireNonNullElse(memory.residentBytes(), UNKNOWN)
                + " resident, " + memory.heapBytes() + " heap, " + memory.directBytes() + " direct";
    }

    static ServerMemory parseMemory(String reply) throws IOException {
        Matcher matcher = MEMORY_REPLY.matcher(reply);
        if (!matcher.matches()) {
            throw new IOException("the server answered a request for its memory with: " + reply);
        }
        return new ServerMemory(
                matcher.group(1).equals(UNKNOWN) ? null : Long.valueOf(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }
}
