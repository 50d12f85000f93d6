package io.github.nioecho.bench.server;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.OptionalLong;

/**
 * The CPU time that all threads of a process have used, the JVM's own among them. It is read from
 * outside, so that the process neither does anything for it nor has anything loaded.
 *
 * <p>Linux counts it in nanoseconds, where the JDK reads it in ticks of 10 ms. Elsewhere, and where
 * JNA's library cannot be loaded, this clock does not run.
 */
final class CpuClock {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Integer id; // null where there is none

    private CpuClock(Integer id) {
        this.id = id;
    }

    /** Returns the clock of a process of this machine, ready to be read. */
    static CpuClock of(long pid) {
        if (Platform.isLinux() && Platform.is64Bit()) { // where a timespec is two Java longs
            try {
                int[] id = new int[1];
                return new CpuClock(
                        CLibrary.clock_getcpuclockid((int) pid, id) == 0 ? (Integer) id[0] : null);
            } catch (LinkageError expected) {
                // None for this processor or C library, or none that may be executed.
            }
        }
        return new CpuClock(null);
    }

    /** Returns the CPU time so far; empty if this clock does not run, or the process no more. */
    OptionalLong nanos() {
        long[] timespec = new long[2];
        return id == null || CLibrary.clock_gettime(id, timespec) != 0
                ? OptionalLong.empty()
                : OptionalLong.of(timespec[0] * NANOS_PER_SECOND + timespec[1]);
    }

    /** Functions of C's library, which is in every JVM. */
    private static final class CLibrary {

        static {
            // Unset, JNA starts a process to ask it where libraries are.
            System.setProperty("jna.platform.library.path", "");
            Native.register(CLibrary.class, NativeLibrary.getProcess());
        }

        static native int clock_getcpuclockid(int pid, int[] id);

        static native int clock_gettime(int id, long[] timespec);
    }
}
