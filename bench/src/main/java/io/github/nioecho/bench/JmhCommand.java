package io.github.nioecho.bench;

import io.github.nioecho.bench.jmh.Announcement;
import io.github.nioecho.bench.jmh.FailureWatch;
import io.github.nioecho.bench.jmh.JmhOptions;
import io.github.nioecho.bench.jmh.ParameterCheck;
import io.github.nioecho.bench.jmh.UnsafeWarning;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.HistogramFiles;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.TemporaryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Optional;
import org.openjdk.jmh.util.UnCloseablePrintStream;
import org.openjdk.jmh.util.Utils;

/**
 * JMH's command line, with {@link JmhOptions}, a check of the parameters before anything runs, and
 * an exit code that tells whether a benchmark has failed.
 */
final class JmhCommand {

    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    private JmhCommand() {
    }

    /** Runs what {@code args} ask for; returns the exit code. */
    static int run(String... args) throws IOException {
        JmhOptions options;
        try {
            options = new JmhOptions(args);
        } catch (CommandLineOptionException e) {
            // As JMH says it.
            System.err.println("Error parsing command line:");
            System.err.println(" " + e.getMessage());
            showTheWay(args);
            return EXIT_FAILURE;
        }
        if (asksForInformation(options)) {
            org.openjdk.jmh.Main.main(args);
            if (options.shouldHelp()) {
                System.out.println(Main.wayToHelp());
            }
            return 0;
        }
        Collection<BenchmarkListEntry> benchmarks;
        try {
            benchmarks = select(options.getIncludes(), options.getExcludes());
        } catch (PatternSyntaxException e) {
            System.err.println("not a regular expression: " + e.getPattern()
                    + " (" + e.getDescription() + ")");
            return EXIT_USAGE;
        }
        if (benchmarks.isEmpty()) {
            // As JMH says it.
            System.err.println("No matching benchmarks. Miss-spelled regexp?");
            showTheWay(args);
            return EXIT_FAILURE;
        }
        try {
            ParameterCheck.check(parameterNames(args), options, benchmarks);
            requireHistogramFolder(benchmarks);
            requireFiles(options);
            TemporaryFolder.requireWritable();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return EXIT_USAGE;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return EXIT_FAILURE;
        }
        UnsafeWarning.markAsGiven();
        if (args.length == 0) {
            Announcement.of(benchmarks, Main.commands().getCommandName())
                    .forEach(System.out::println);
        }
        return run(options);
    }

    private static boolean asksForInformation(JmhOptions options) {
        return options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats();
    }

    private static Collection<BenchmarkListEntry> select(
            List<String> includes, List<String> excludes) {
        OutputFormat silent =
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, includes, excludes);
    }

    /** Says what may have been meant, and where to read on. */
    private static void showTheWay(String... args) {
        if (args.length > 0 && args[0].matches("[a-z]+")
                && select(List.of(args[0]), List.of()).isEmpty()) {
            Main.nearestCommand(args[0]).ifPresent(command -> System.err.println(
                    args[0] + " is no command: did you mean " + command + "?"));
        }
        System.err.println(Main.wayToHelp());
    }

    /** Returns the names that {@code -p} sets; JMH's parsed options do not tell. */
    private static List<String> parameterNames(String... args) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < args.length - 1; i++) {
            if (args[i].equals("-p")) {
                names.add(args[i + 1].split("=", 2)[0]);
            }
        }
        return names;
    }

    private static void requireHistogramFolder(Collection<BenchmarkListEntry> benchmarks) {
        String latency = LatencyBenchmark.class.getName();
        if (benchmarks.stream().noneMatch(b -> b.getUserClassQName().equals(latency))) {
            return;
        }
        Path folder = HistogramFiles.folder();
        try {
            OutputFolder.requireWritable(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write histograms to " + folder + " (" + e
                    + "); choose another folder with java -D" + HistogramFiles.FOLDER + "=DIR", e);
        }
    }

    private static void requireFiles(Options options) throws IOException {
        requireFile("-o", options.getOutput());
        requireFile("-rff", options.getResult());
    }

    /** Creates a file that JMH is to write, as JMH does, but says why if it cannot. */
    private static void requireFile(String option, Optional<String> file) throws IOException {
        if (!file.hasValue()) {
            return;
        }
        try {
            Files.write(Path.of(file.get()), new byte[0],
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IOException(option + " must be a file that can be written to, was "
                    + file.get() + " (" + e + ")", e);
        }
    }

    private static int run(JmhOptions options) throws IOException {
        FailureWatch watch = new FailureWatch(outputFormat(options));
        try {
            List<String> failures = watch.failures(new Runner(options, watch).run());
            failures.forEach(name -> System.err.println("FAILED, see above: " + name));
            return failures.isEmpty() ? 0 : EXIT_FAILURE;
        } catch (ProfilersFailedException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                System.err.println(cause.getMessage());
            }
            return EXIT_FAILURE;
        } catch (RunnerException e) {
            System.err.println(sentence(e));
            return EXIT_FAILURE;
        }
    }

    /** Returns what a run ended of: a lock that cannot be taken, or a benchmark without a fork. */
    private static String sentence(RunnerException failure) {
        if (failure.getCause() instanceof IOException e) {
            Path lock = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
            return "cannot take JMH's lock " + lock + " (" + e + "), which may be another user's:"
                    + " take one elsewhere with java -Djava.io.tmpdir=DIR, or none with java"
                    + " -Djmh.ignoreLock=true";
        }
        Throwable first = failure;
        while (first.getCause() != null || first.getSuppressed().length > 0) {
            first = first.getCause() != null ? first.getCause() : first.getSuppressed()[0];
        }
        return FailureCause.of(first);
    }

    /** The format that {@link Runner} would make for itself. */
    private static OutputFormat outputFormat(Options options) throws IOException {
        PrintStream out = options.getOutput().hasValue()
                ? new PrintStream(options.getOutput().get())
                : new UnCloseablePrintStream(System.out, Utils.guessConsoleEncoding());
        return OutputFormatFactory.createFormatInstance(
                out, options.verbosity().orElse(Defaults.VERBOSITY));
    }
}
