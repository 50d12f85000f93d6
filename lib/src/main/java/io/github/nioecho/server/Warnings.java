package io.github.nioecho.server;

import java.time.Duration;
import java.time.ZoneId;
import java.util.TimeZone;

/**
 * All that the library logs: warnings, by the {@link System.Logger} named
 * {@code io.github.nioecho}. A logger that throws does no harm; one that blocks holds up the
 * thread that warns.
 */
public final class Warnings {

    private static final String NAME = "io.github.nioecho";

    /**
     * Loads what a warning needs. To be run while the process has file descriptors: classes, the
     * logger's configuration and the time zones take some, and a warning may be that there are
     * none. The JDK reads its time zones twice, for {@code java.util} and for {@code java.time}; who
     * is the first to ask for them in vain leaves the process without them for good. Takes longer
     * than the rest of a server's start, which need not wait for it.
     */
    public static final Runnable PREPARATION = new Runnable() {
        @Override
        public void run() {
            try {
                System.getLogger(NAME).isLoggable(System.Logger.Level.WARNING);
                TimeZone.getDefault();
                ZoneId.systemDefault().getRules();
            } catch (Throwable expected) {
                // As when it warns.
            }
        }
    };

    private Warnings() {
    }


    /** Warns that a connection could not be accepted. */
    public static void acceptFailed(Throwable failure, Duration pause) {
        willRetry("accept", failure, pause);
    }

    /** Warns that a datagram could not be received. */
    public static void receiveFailed(Throwable failure, Duration pause) {
        willRetry("receive datagrams", failure, pause);
    }

    /**
     * Warns the first time, the tenth, the hundredth and so on: an observer may throw at each
     * chunk.
     */
    public static void observerThrew(Throwable thrown, long count) {
        if (isPowerOfTen(count)) {
            try {
                System.getLogger(NAME).log(System.Logger.Level.WARNING,
                        "an observer threw, " + count + (count == 1 ? " time" : " times")
                                + " so far; warns again at " + 10 * count, thrown);
            } catch (Throwable expected) {
                // The logger is the user's, and there is nowhere else to tell of it.
            }
        }
    }

    /** No stack trace: the JDK's internals tell nothing, and a lasting failure warns each time. */
    private static void willRetry(String what, Throwable failure, Duration pause) {
        try {
            System.getLogger(NAME).log(System.Logger.Level.WARNING,
                    "cannot " + what + ": " + failure + "; trying again in " + pause.toMillis()
                            + " ms");
        } catch (Throwable expected) {
            // As above.
        }
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }
}
