package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.run.HistogramFiles;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.util.Optional;

/**
 * JMH's command line with what these benchmarks need besides: our profilers, our system properties
 * in the forks, and forks that report no result when they have failed.
 *
 * <pre>{@code
 * Collection<RunResult> results = new Runner(new JmhOptions(
 *         "ThroughputBenchmark", "-p", "variant=async", "-p", "bufferSize=1024", "-f", "1")).run();
 * }</pre>
 */
public final class JmhOptions extends CommandLineOptions {

    private static final long serialVersionUID = 1L;

    // JDK 23 brought the option; without it JDK 24+ warns of JMH's own use of Unsafe.
    private static final int UNSAFE_OPTION_FEATURE = 23;
    private static final String UNSAFE_OPTION = "--sun-misc-unsafe-memory-access=allow";

    // As in the manifest, which forks do not see.
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    // JMH sends this object to each fork, where it arrives without what is transient.
    private final transient boolean inHost;

    /**
     * Parses JMH's options.
     *
     * @param args as JMH's own {@code main} takes them
     * @throws CommandLineOptionException if they are wrong
     */
    public JmhOptions(String... args) throws CommandLineOptionException {
        super(args);
        this.inHost = true;
    }

    @Override
    public List<ProfilerConfig> getProfilers() {
        List<ProfilerConfig> profilers = new ArrayList<>(super.getProfilers());
        addIfMissing(profilers, ServerCostProfiler.class);
        addIfMissing(profilers, RoundTripProfiler.class);
        return profilers;
    }

    /**
     * In a fork, always true: otherwise JMH reports the iterations before the failed one as the
     * result. In the host as the user says; by default the other benchmarks go on. Without forks
     * they cannot: there JMH 1.37 stumbles over a benchmark that failed halfway
     * ({@code BaseRunner.runBenchmarksEmbedded}).
     */
    @Override
    public Optional<Boolean> shouldFailOnError() {
        boolean hostOfForks = inHost && getForkCount().orElse(1) > 0;
        return hostOfForks ? super.shouldFailOnError() : Optional.of(true);
    }

    @Override
    public Optional<Collection<String>> getJvmArgsPrepend() {
        List<String> args = new ArrayList<>();
        if (!getJvm().hasValue() && Runtime.version().feature() >= UNSAFE_OPTION_FEATURE) {
            args.add(UNSAFE_OPTION);
        }
        args.add(NATIVE_ACCESS);
        addProperty(args, HistogramFiles.FOLDER);
        addProperty(args, ServerUnderTest.JVM_ARGS);
        args.addAll(super.getJvmArgsPrepend().orElse(List.of()));
        return Optional.of(args);
    }

    /** Hands a system property on to the forks, unless JMH does so by itself. */
    private void addProperty(List<String> args, String name) {
        String value = System.getProperty(name);
        String arg = "-D" + name + "=" + value;
        boolean inherited = !getJvmArgs().hasValue()
                && ManagementFactory.getRuntimeMXBean().getInputArguments().contains(arg);
        if (value != null && !inherited) {
            args.add(arg);
        }
    }

    private static void addIfMissing(
            List<ProfilerConfig> profilers, Class<? extends Profiler> profiler) {
        if (profilers.stream().noneMatch(p -> p.getKlass().equals(profiler.getName()))) {
            profilers.add(new ProfilerConfig(profiler.getName()));
        }
    }
}
