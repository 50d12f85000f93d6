package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads, virtual ones included, and the number of open descriptors of this process, to see
 * that a server leaves none behind.
 *
 * @param threads those alive but for the JDK's own and the like
 * @param descriptors how many are open; 0 where the platform has no {@code /proc}
 */
record ProcessFootprint(Set<Thread> threads, long descriptors) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
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
        awaitReturn(() -> { });
    }

    /** Waits as {@link #awaitReturn()} does, and does something now and then. */
    void awaitReturn(Nudge nudge) throws IOException {
        awaitReturn(thread -> true, nudge);
    }

    /** Waits as {@link #awaitReturn()} does, but whatever becomes of the threads. */
    void awaitDescriptors() throws IOException {
        awaitReturn(thread -> false, () -> { });
    }

    private void awaitReturn(Predicate<Thread> mustEnd, Nudge nudge) throws IOException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        for (int look = 0;; look++) {
            if (look % LOOKS_PER_NUDGE == 0) {
                nudge.run();
            }
            ProcessFootprint now = now();
            Set<Thread> extraThreads = new HashSet<>(now.threads);
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

    /**
     * Asks where the JDK counts them. The public list of virtual threads, a thread dump, crashes
     * the JVM when one of them ends meanwhile (JDK-8364343, seen with 25.0.3).
     */
    private static Set<Thread> liveThreads() {
        try {
            Object root = Class.forName("jdk.internal.vm.ThreadContainers")
                    .getMethod("root").invoke(null);
            Stream<?> threads = (Stream<?>) Class.forName("jdk.internal.vm.ThreadContainer")
                    .getMethod("threads").invoke(root);
            return threads.map(Thread.class::cast)
                    .filter(thread -> !OF_NO_SERVER.matcher(thread.getName()).matches())
                    .collect(Collectors.toSet());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(
                    "takes --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", e);
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
