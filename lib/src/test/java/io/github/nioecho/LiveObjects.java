package io.github.nioecho;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * How many objects of some classes the collector cannot free. A count takes a full collection, so
 * some 50 ms. Empty on a JVM other than HotSpot, which has no histogram.
 */
final class LiveObjects {

    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private final Map<String, Long> countsByClass;

    private LiveObjects(Map<String, Long> countsByClass) {
        this.countsByClass = countsByClass;
    }

    static LiveObjects of(List<Class<?>> classes) {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : histogram().split("\n")) {
            String[] columns = line.trim().split("\\s+"); // rank, objects, bytes, class
            for (Class<?> type : classes) {
                if (columns.length > 3 && columns[3].equals(type.getName())) {
                    counts.put(type.getSimpleName(), Long.parseLong(columns[1]));
                }
            }
        }
        return new LiveObjects(counts);
    }

    boolean anyMoreThan(LiveObjects earlier) {
        return countsByClass.entrySet().stream().anyMatch(entry ->
                entry.getValue() > earlier.countsByClass.getOrDefault(entry.getKey(), 0L));
    }

    @Override
    public String toString() {
        return countsByClass.toString();
    }

    private static String histogram() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName commands = new ObjectName(COMMANDS);
            if (!server.isRegistered(commands)) {
                return "";
            }
            return (String) server.invoke(commands, "gcClassHistogram",
                    new Object[] {new String[0]}, new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new AssertionError("no class histogram", e);
        }
    }
}
