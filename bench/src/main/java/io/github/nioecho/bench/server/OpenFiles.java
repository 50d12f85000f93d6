package io.github.nioecho.bench.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * How many files a process may have open, sockets among them. "Too many open files" says neither
 * whose limit that is nor how much it allows.
 */
public final class OpenFiles {

    // Found out beforehand: it loads a library, which takes a file.
    private static final String LIMIT = limit();

    private OpenFiles() {
    }

    /** To be called while files are left; finding out how many there may be takes some. */
    public static void prepare() {
        // Loading this class does it.
    }

    /** Returns the limit of this process in words: {@code 20000 open files}. */
    public static String allowed() {
        return LIMIT;
    }

    /**
     * Says that the client could not open something.
     *
     * @param what what it was for
     * @param cause what the system said
     */
    public static IOException clientFailure(String what, IOException cause) {
        return new IOException(what + ": the client, this process, may have " + LIMIT + ": "
                + cause.getMessage(), cause);
    }

    private static String limit() {
        OperatingSystemMXBean os =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return os instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() + " open files" : "so many open files";
    }
}
