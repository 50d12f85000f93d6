package io.github.nioecho.bench.run;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * What a system call takes that does next to nothing: the way into the kernel and back, with all
 * that stands in between, as the isolation of page tables does or a container's filter.
 *
 * <p>It is getppid(2), which no C library answers itself, less getpagesize(3), which every one does
 * without the kernel: both take no argument and return a number, so the way out of Java is the same
 * and cancels out. It comes to somewhat more than in a loop in C, 0.17 us where that has 0.13: the
 * way back to Java, too, pays for what the kernel has done to the processor's predictions.
 */
final class SystemCallCost {

    private static final int CALLS = 500;

    private SystemCallCost() {
    }

    /** Returns it in ns; empty where the C library cannot be called, as on other than Linux. */
    static OptionalDouble nanos() throws IOException {
        if (!Platform.isLinux()) {
            return OptionalDouble.empty();
        }
        try {
            double nothing = CostBatches.median(SystemCallCost::callNothing);
            return OptionalDouble.of(
                    Math.max(0, CostBatches.median(SystemCallCost::callKernel) - nothing));
        } catch (LinkageError expected) {
            return OptionalDouble.empty(); // none for this processor or C library
        }
    }

    private static double callKernel() {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            CLibrary.getppid();
        }
        return (System.nanoTime() - begin) / (double) CALLS;
    }

    private static double callNothing() {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            CLibrary.getpagesize();
        }
        return (System.nanoTime() - begin) / (double) CALLS;
    }

    /** Functions of C's library, which is in every JVM. */
    private static final class CLibrary {

        static {
            // Unset, JNA starts a process to ask it where libraries are.
            System.setProperty("jna.platform.library.path", "");
            Native.register(CLibrary.class, NativeLibrary.getProcess());
        }

        static native int getppid();

        static native int getpagesize();
    }
}
