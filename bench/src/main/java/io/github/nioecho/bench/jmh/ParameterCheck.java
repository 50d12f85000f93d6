package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.server.ServerVariant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.Options;

/**
 * Checks {@code -p} before anything runs. JMH itself would ignore a name that no benchmark has, and
 * would find a wrong value only in a fork.
 */
public final class ParameterCheck {

    private static final String VARIANT = "variant";

    /** Where 0 stands for no fault. */
    private static final String BYTES_PER_SECOND = "bytesPerSecond";

    private ParameterCheck() {
    }

    /**
     * Checks the names and values of parameters.
     *
     * @param given the names that the user has set
     * @param options with the values
     * @param benchmarks that are going to run
     * @throws IllegalArgumentException if a name or value is wrong; the message says what is right
     */
    public static void check(
            Collection<String> given, Options options, Collection<BenchmarkListEntry> benchmarks) {
        Set<String> known = new TreeSet<>();
        for (BenchmarkListEntry benchmark : benchmarks) {
            known.addAll(benchmark.getParams().orElse(Map.of()).keySet());
        }
        for (String name : given) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("-p " + name + ": no such parameter; known are "
                        + String.join(", ", known));
            }
            for (String value : options.getParameter(name).orElse(Set.of())) {
                check(name, value);
            }
        }
    }

    private static void check(String name, String value) {
        if (name.equals(VARIANT)) {
            checkVariant(value);
            return;
        }
        if (name.equals(MessagesParameter.NAME)) {
            MessagesParameter.read(1, value);
            return;
        }
        int min = name.equals(BYTES_PER_SECOND) ? 0 : 1;
        if (!isIntAtLeast(min, value)) {
            throw new IllegalArgumentException(
                    "-p " + name + " must be a whole number >= " + min + ", was " + value);
        }
    }

    private static void checkVariant(String name) {
        ServerVariant variant;
        try {
            variant = ServerVariant.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-p " + e.getMessage(), e);
        }
        variant.unavailable().ifPresent(reason -> {
            throw new IllegalArgumentException(
                    "-p variant must be one that can run here, was " + name + ": " + reason);
        });
    }

    private static boolean isIntAtLeast(int min, String value) {
        try {
            return Integer.parseInt(value) >= min;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
