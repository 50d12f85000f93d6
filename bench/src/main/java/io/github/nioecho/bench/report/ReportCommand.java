package io.github.nioecho.bench.report;

import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes the page of what was measured before: of one run again, or of several together.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar report before after --output changes
 * }</pre>
 */
@Command(
        name = "report",
        sortOptions = false,
        description = "Makes one page of the results in one or several folders.")
public final class ReportCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final String COMMANDS = "compare, buffers, latency or connections";

    @Parameters(arity = "1..*", paramLabel = "DIR",
            description = "output folders of " + COMMANDS + ", or the results.json"
                    + " in them; runs of one kind are compared, the first one being where the"
                    + " others started from")
    private List<Path> folders;

    @Option(names = "--label", split = ",", paramLabel = "NAME",
            description = "names of the runs, in the order of the folders (the folders' names)")
    private List<String> labels;

    @Option(names = "--output", paramLabel = "DIR",
            description = "folder for index.html; for one run, its own by default")
    private Path output;

    @Spec
    private CommandSpec command;

    @Mixin
    private OptionCheck check;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() {
        folders.replaceAll(ReportCommand::folder);
        if (folders.stream().map(ReportCommand::real).distinct().count() < folders.size()) {
            throw check.wrong("DIR must be a different folder each time, was " + folders);
        }
        if (output == null && folders.size() > 1) {
            throw check.wrong(
                    "--output is needed for more than one DIR: the folder for their page");
        }
        Path target = output == null ? folders.get(0) : output;
        try {
            List<ReportedRun> runs = read(runLabels());
            Path page = target.resolve(ReportPage.FILE);
            write(page, runs);
            command.commandLine().getOut().println("wrote " + page);
            return 0;
        } catch (IOException e) {
            command.commandLine().getErr().println(e.getMessage());
            return EXIT_FAILURE;
        }
    }

    private List<String> runLabels() {
        if (labels == null) {
            return distinctNames(folders.stream().map(ReportCommand::real).toList());
        }
        if (labels.size() != folders.size()) {
            throw check.wrong("--label must have one name for each of the " + folders.size()
                    + " folders, was " + String.join(",", labels));
        }
        if (new HashSet<>(labels).size() < labels.size()) {
            throw check.wrong(
                    "--label must have names that differ, was " + String.join(",", labels));
        }
        return labels;
    }

    private List<ReportedRun> read(List<String> names) throws IOException {
        List<ReportedRun> runs = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            Path folder = folders.get(i);
            runs.add(new ReportedRun(names.get(i), folder, read(folder)));
        }
        return runs;
    }

    /** Returns the folder of results that are named themselves, or else what is named. */
    private static Path folder(Path named) {
        boolean results = Files.isRegularFile(named) && named.endsWith(ResultsFile.RESULTS);
        return !results ? named
                : named.getParent() == null ? Path.of(".") : named.getParent();
    }

    private static Results read(Path folder) throws IOException {
        Path file = folder.resolve(ResultsFile.RESULTS);
        if (!Files.exists(file)) {
            throw new IOException("DIR must be an output folder of " + COMMANDS + ","
                    + " but there is no " + file);
        }
        Results results = ResultsFile.read(file);
        if (results.comparison() == null && results.latency() == null
                && results.connections() == null && results.buffers() == null) {
            throw new IOException(file + " holds nothing of " + COMMANDS);
        }
        return results;
    }

    private static void write(Path page, List<ReportedRun> runs) throws IOException {
        try {
            Files.createDirectories(page.getParent());
            ReportPage.write(page, runs);
        } catch (IOException e) {
            throw new IOException("--output must be a folder that can be written to, was "
                    + page.getParent() + " (" + e + ")", e);
        }
    }

    /** Returns the shortest ends of the paths that differ: as a rule, the folders' names. */
    static List<String> distinctNames(List<Path> paths) {
        List<String> names = paths.stream().map(Path::toString).toList();
        int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(0);
        for (int length = 1; length <= longest; length++) {
            int last = length;
            List<String> ends = paths.stream().map(path -> end(path, last)).toList();
            if (new HashSet<>(ends).size() == ends.size()) {
                return ends;
            }
        }
        return names;
    }

    private static String end(Path path, int length) {
        int count = path.getNameCount();
        return count == 0
                ? path.toString()
                : path.subpath(Math.max(0, count - length), count).toString();
    }

    private static Path real(Path folder) {
        return folder.toAbsolutePath().normalize();
    }
}
