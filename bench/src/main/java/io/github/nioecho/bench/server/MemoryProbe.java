package io.github.nioecho.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** Reads what this process holds once it has let go of what nobody needs any more. */
final class MemoryProbe {

    // The roll-up is counted page by page. The status is summed over processors and may be off by
    // some hundred KiB, but is all that older kernels have.
    private static final List<Path> RESIDENT =
            List.of(Path.of("/proc/self/smaps_rollup"), Path.of("/proc/self/status"));
    private static final long KIB = 1024;

    private MemoryProbe() {
    }

    static ServerMemory read() {
        System.gc();
        trimNativeHeap();
        return new ServerMemory(residentBytes(), liveHeapBytes(), directBytes());
    }

    /** Has malloc return what was freed: the JIT compiler leaves megabytes after a compilation. */
    private static void trimNativeHeap() {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "systemTrimNativeHeap",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
        } catch (JMException expected) {
            // Only on Linux with glibc.
        }
    }

    private static Long residentBytes() {
        for (Path file : RESIDENT) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("Rss:") || line.startsWith("VmRSS:")) {
                        return KIB * Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            } catch (IOException expected) {
                // Not Linux, or an older one.
            }
        }
        return null;
    }

    /**
     * What survived the collection. The current use would add what this thread's allocation buffer
     * has reserved since.
     */
    private static long liveHeapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
