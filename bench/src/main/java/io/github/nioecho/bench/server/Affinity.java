package io.github.nioecho.bench.server;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which processors a thread may run on, as sched_setaffinity(2) has it: it holds for one thread, and
 * for those that this thread starts from then on, in whatever process. For any thread.
 */
final class Affinity {

    /** For as many processors as any kernel is built for. It cuts off what it does not have. */
    private static final int MASK_LONGS = 8192 / Long.SIZE;

    private static final int THIS_THREAD = 0;
    private static final int NO_SUCH_THREAD = 3; // ESRCH

    private Affinity() {
    }

    /** Returns why threads cannot be bound to processors here, if that is so. */
    static Optional<String> unavailable() {
        if (!Platform.isLinux() || !Platform.is64Bit()) { // where a mask is of Java's longs
            return Optional.of("threads can be bound to processors on Linux only, in 64 bits");
        }
        try {
            ofThisThread(ofThisThread()); // a container may forbid it
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("the C library cannot be called");
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Returns the processors that the calling thread may run on. */
    static BitSet ofThisThread() throws IOException {
        long[] mask = new long[MASK_LONGS];
        try {
            CLibrary.sched_getaffinity(THIS_THREAD, MASK_LONGS * Long.BYTES, mask);
        } catch (LastErrorException e) {
            throw new IOException("the system does not say where a thread may run: "
                    + e.getMessage(), e);
        }
        return BitSet.valueOf(mask);
    }

    /** Has the calling thread run on these processors only. */
    static void ofThisThread(BitSet processors) throws IOException {
        requirePlatformThread();
        of(THIS_THREAD, processors);
    }

    /**
     * Has a thread run on these processors only.
     *
     * @param thread its number in the kernel
     * @return whether it is still there
     */
    static boolean of(int thread, BitSet processors) throws IOException {
        try {
            CLibrary.sched_setaffinity(thread, MASK_LONGS * Long.BYTES,
                    Arrays.copyOf(processors.toLongArray(), MASK_LONGS));
            return true;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == NO_SUCH_THREAD) {
                return false;
            }
            throw new IOException("the system does not let a thread be bound to processors: "
                    + e.getMessage(), e);
        }
    }

    /** A virtual thread would bind whatever thread carries it, and leave that bound. */
    private static void requirePlatformThread() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be bound to processors");
        }
    }

    /** Functions of C's library, which is in every JVM. */
    private static final class CLibrary {

        static {
            // Unset, JNA starts a process to ask it where libraries are.
            System.setProperty("jna.platform.library.path", "");
            Native.register(CLibrary.class, NativeLibrary.getProcess());
        }

        static native int sched_getaffinity(int thread, long maskBytes, long[] mask)
                throws LastErrorException;

        static native int sched_setaffinity(int thread, long maskBytes, long[] mask)
                throws LastErrorException;
    }
}
