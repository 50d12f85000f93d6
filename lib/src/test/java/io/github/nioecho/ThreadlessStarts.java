package io.github.nioecho;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Starts servers in a process that has one thread to give, to run in a {@link ChildJvm} whose
 * address space is limited, and whose threads have stacks so large that there is room for all the
 * rest where there is none for a stack. Prints how the starts ended.
 */
final class ThreadlessStarts {

    private static final int STARTS = 100;

    /** Some gigabytes of address space each are soon too much. */
    private static final long STACK_BYTES = 1L << 30;

    private ThreadlessStarts() {
    }

    public static void main(String[] args) throws Exception {
        EchoServer.start().close();
        long before = descriptors();
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> hogs = new ArrayList<>();
        int failed = 0;
        String kinds = "";
        try {
            fill(hogs, end, STACK_BYTES);
            fill(hogs, end, 0);
            for (int i = 0; i < STARTS; i++) {
                try {
                    EchoServer.start().close();
                } catch (OutOfMemoryError e) {
                    failed++;
                    kinds = " with OutOfMemoryError";
                }
            }
        } finally {
            end.countDown();
        }
        for (Thread hog : hogs) {
            hog.join();
        }
        System.out.println(failed + " of " + STARTS + " failed" + kinds + ", "
                + (descriptors() - before) + " descriptors left open");
        System.in.read();
    }

    /** Starts threads until there is no room for one more, and lets the last one go. */
    private static void fill(List<Thread> hogs, CountDownLatch end, long stackBytes)
            throws InterruptedException {
        try {
            while (true) {
                Thread thread = new Thread(null, () -> {
                    try {
                        end.await();
                    } catch (InterruptedException expected) {
                        // Makes room.
                    }
                }, "hog", stackBytes);
                thread.start();
                hogs.add(thread);
            }
        } catch (OutOfMemoryError expected) {
            if (stackBytes == 0) {
                Thread last = hogs.remove(hogs.size() - 1);
                last.interrupt();
                last.join();
            }
        }
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
