package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The threads, virtual ones included, and the number of open descriptors of this process, to see
 * that a server leaves none behind.
 *
 * @param threads each as its number and name
 * @param descriptors how many are open; 0 where the platform has no {@code /proc}
 */
record ProcessFootprint(Set<String> threads, long descriptors) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Pattern THREAD = Pattern.compile("^(#\\d+ \"(.*)\").*");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A nudge may take a descriptor itself, for a moment. */
    private static final int LOOKS_PER_NUDGE = 100;

    /** The JDK's own, and one of Netty's, which come when they are needed and stay a while. */
    private static final Pattern OF_NO_SERVER = Pattern.compile(
            "ForkJoinPool-.*|VirtualThread-.*|.*-Poller|MasterPoller|.*Cleaner.*|process reaper.*"
                    + "|globalEventExecutor-.*|Attach Listener|junit-.*|surefire-.*");

    /** What makes a server let go that would otherwise wait for the next event. */
    interface Nudge {

        void run() throws IOException;
    }

    static ProcessFootprint now() throws IOException {
        return new ProcessFootprint(liveThreads(), openDescriptors());
    }

    /** Waits until this process has no thread and no more descriptors than at this footprint. */
    void awaitReturn() throws IOException {
        awaitReturn(thread -> true, () -> { });
    }

    /** Waits as {@link #awaitReturn()} does, and does something now and then. */
    void awaitReturn(Nudge nudge) throws IOException {
        awaitReturn(thread -> true, nudge);
    }

    /** Waits as {@link #awaitReturn()} does, but whatever becomes of the threads. */
    void awaitDescriptors() throws IOException {
        awaitReturn(thread -> false, () -> { });
    }

    private void awaitReturn(Predicate<String> mustEnd, Nudge nudge) throws IOException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        for (int look = 0;; look++) {
            if (look % LOOKS_PER_NUDGE == 0) {
                nudge.run();
            }
            ProcessFootprint now = now();
            Set<String> extraThreads = new TreeSet<>(now.threads);
            extraThreads.removeAll(threads);
            extraThreads.removeIf(mustEnd.negate());
            if (extraThreads.isEmpty() && now.descriptors <= descriptors) {
                return;
            }
            if (System.nanoTime() > deadlineNanos) {
                fail("left behind: threads " + extraThreads + ", descriptors "
                        + (now.descriptors - descriptors));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Set<String> liveThreads() throws IOException {
        // The only list of the JDK that has virtual threads too. It wants a file that is not there.
        Path directory = Files.createTempDirectory("threads");
        Path dump = directory.resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            Set<String> threads = new TreeSet<>();
            for (String line : Files.readAllLines(dump)) {
                Matcher matcher = THREAD.matcher(line);
                if (matcher.matches() && !OF_NO_SERVER.matcher(matcher.group(2)).matches()) {
                    threads.add(matcher.group(1));
                }
            }
            return threads;
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }

    private static long openDescriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(DESCRIPTORS)) {
            return entries.count();
        }
    }
}
