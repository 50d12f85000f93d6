package io.github.nioecho;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The descriptors, threads and direct memory of this process at one time, to show that something
 * left none behind. What the JDK and JUnit open once and keep does not count.
 *
 * @param descriptors the open file descriptors and what each is, as {@code lsof} would say it;
 *     empty where the platform has no {@code /proc}
 * @param threads the live threads
 * @param directMemory bytes of all direct buffers
 */
public record ProcessState(Map<String, String> descriptors, Set<Thread> threads, long directMemory) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /**
     * The most that the JDK's sockets keep, per thread that has ever written an array to one or
     * read one from it, as a direct buffer (see {@code sun.nio.ch.NioSocketImpl.MAX_BUFFER_SIZE}).
     */
    private static final int THREAD_BUFFER_BYTES = 128 << 10;

    /**
     * Kept by whoever started them, for ever or for a minute: JUnit, its runner, CompletableFuture,
     * and the default group of our own channels, which clients use.
     */
    private static final List<String> KEPT_THREADS = List.of(
            "junit-", "surefire-", "CompletableFutureDelayScheduler", "ForkJoinPool.commonPool-",
            "nioecho-channels");

    static ProcessState now() {
        return new ProcessState(openDescriptors(), liveThreads(), directBytes());
    }

    /** Returns the bytes of all direct buffers of this process. */
    public static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst().orElseThrow().getMemoryUsed();
    }

    /** Returns how much memory this process has in use, as Linux counts it. */
    public static long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many descriptors are open, but for the one that this takes. */
    public static int descriptorCount() {
        return openDescriptors().size();
    }

    /** Waits until the process holds no more than in this state. */
    void awaitNoMoreThanNow() {
        awaitNoMoreThanNow(Duration.ofMillis(Clients.TIMEOUT_MILLIS));
    }

    /** Waits until the process holds no more than in this state, or fails with what is left. */
    void awaitNoMoreThanNow(Duration timeout) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        List<String> left = addedSince();
        while (!left.isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("left behind, " + timeout.toMillis() + " ms later:\n  "
                        + String.join("\n  ", left));
            }
            Thread.yield();
            left = addedSince();
        }
    }

    private List<String> addedSince() {
        ProcessState now = now();
        List<String> added = new ArrayList<>();
        now.descriptors.forEach((number, target) -> {
            if (!target.equals(descriptors.get(number))) {
                added.add("descriptor " + number + " -> " + target);
            }
        });
        for (Thread thread : now.threads) {
            if (!threads.contains(thread)) {
                added.add("thread \"" + thread.getName() + "\" " + thread.getState()
                        + (thread.isDaemon() ? " daemon" : ""));
            }
        }
        if (now.directMemory > mostDirectMemory()) {
            // Direct memory returns when its buffers are collected, and only then.
            System.gc();
            long collected = directBytes();
            if (collected > mostDirectMemory()) {
                added.add("direct memory: " + (collected - directMemory) + " bytes, of which "
                        + (mostDirectMemory() - directMemory) + " may be buffers of the JDK's");
            }
        }
        return added;
    }

    /** Of the threads that do not count, JUnit's and those of pools of the JDK's may do I/O. */
    private long mostDirectMemory() {
        long pooled = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> isOfTheDefaultGroup(entry.getKey(), entry.getValue()))
                .count();
        return directMemory + (1L + ForkJoinPool.commonPool().getPoolSize() + pooled)
                * THREAD_BUFFER_BYTES;
    }

    private static Map<String, String> openDescriptors() {
        Map<String, String> open = new HashMap<>();
        if (Files.isDirectory(DESCRIPTORS)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path link : links) {
                    String target = target(link);
                    if (!isKeptFile(target)) {
                        open.put(link.getFileName().toString(), target);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("cannot list " + DESCRIPTORS, e);
            }
        }
        return open;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    /** Archives of the class path, opened when a class is first looked for, and random numbers. */
    private static boolean isKeptFile(String target) {
        return target.isEmpty()
                || target.endsWith(".jar")
                || target.endsWith("/lib/modules")
                || target.endsWith("/dev/random")
                || target.endsWith("/dev/urandom")
                || target.matches("/proc/[0-9]+/fd");
    }

    private static Set<Thread> liveThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !isKeptThread(entry.getKey())
                        && !isOfTheDefaultGroup(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isKeptThread(Thread thread) {
        return isOfTheJdk(thread.getThreadGroup())
                || thread instanceof ForkJoinWorkerThread worker
                        && worker.getPool() == ForkJoinPool.commonPool()
                || KEPT_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }

    /**
     * Java 17 has the threads of the default channel group, which clients use, in the group of
     * whoever needed one first, without a name, and for a minute after that need.
     */
    private static boolean isOfTheDefaultGroup(Thread thread, StackTraceElement[] stack) {
        return thread.getName().equals("nioecho-channels")
                || Runtime.version().feature() < 21
                && thread.isDaemon()
                && thread.getName().matches("Thread-[0-9]+")
                && Stream.of(stack).map(StackTraceElement::getClassName)
                        .allMatch(name -> name.matches("(java\\.|jdk\\.|sun\\.).*"))
                && Stream.of(stack).map(StackTraceElement::getClassName)
                        .anyMatch("java.util.concurrent.ThreadPoolExecutor$Worker"::equals);
    }

    /** The JDK's own threads are in the group "system" or a child of it other than "main". */
    private static boolean isOfTheJdk(ThreadGroup group) {
        ThreadGroup ancestor = group;
        while (ancestor != null && !ancestor.getName().equals("main")) {
            ancestor = ancestor.getParent();
        }
        return ancestor == null;
    }
}
