package io.github.nioecho.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/**
 * The entry point of {@code benchmarks.jar}: compiled for an old Java, so that a Java too old for
 * the benchmarks is told so in one sentence instead of an {@link UnsupportedClassVersionError}.
 */
public final class Launcher {

    private static final int REQUIRED_FEATURE = 21;
    private static final int EXIT_FAILED_START = 1;

    private Launcher() {
    }

    /**
     * Runs {@code Main} if this Java can.
     *
     * @param args passed on as they are
     * @throws Exception as {@code Main} throws it
     */
    public static void main(String[] args) throws Exception {
        // Figures are written in one way everywhere. Our code says so where it writes them, JMH's
        // asks for the default.
        Locale.setDefault(Locale.ROOT);
        int feature = Runtime.version().feature();
        if (feature < REQUIRED_FEATURE) {
            System.err.println("benchmarks.jar needs Java " + REQUIRED_FEATURE
                    + " or newer, but this is Java " + feature + " (" + System.getProperty("java.home")
                    + "): start it with a newer java, or run `mvn -B -Pbench verify`, which finds one.");
            System.exit(EXIT_FAILED_START);
        }
        try {
            Class.forName("io.github.nioecho.bench.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            throw (Error) e.getCause();
        }
    }
}
