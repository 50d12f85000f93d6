package io.github.nioecho.bench;

import io.github.nioecho.bench.buffers.BuffersCommand;
import io.github.nioecho.bench.compare.CompareCommand;
import io.github.nioecho.bench.connections.ConnectionsCommand;
import io.github.nioecho.bench.latency.LatencyCommand;
import io.github.nioecho.bench.report.ReportCommand;
import io.github.nioecho.bench.run.ToolVersion;
import io.github.nioecho.bench.server.ServeCommand;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.util.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of {@code benchmarks.jar}; what is none of them goes to JMH. */
@Command(
        name = "java -jar bench/target/benchmarks.jar",
        versionProvider = Main.Versions.class,
        customSynopsis = {
            "${COMMAND-NAME} COMMAND [OPTIONS]",
            "  or:  ${COMMAND-NAME} help [COMMAND]",
            "  or:  ${COMMAND-NAME} --version",
            "  or:  ${COMMAND-NAME} [REGEXP...] [OPTIONS OF JMH]"},
        description = "Measures echo servers.",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Whatever begins with no command goes to JMH: the benchmarks that match, or all",
            "of them if none is named.",
            "  ${COMMAND-NAME} Throughput -p bufferSize=1024",
            "  ${COMMAND-NAME} -lp    what there is to run",
            "  ${COMMAND-NAME} -h     the options of JMH"})
public final class Main {

    private static final String HELP = "help";
    private static final Set<String> OWN_OPTIONS = Set.of("--help", "--version");

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "show this help")
    private boolean help; // of each command

    @Option(names = "--version", versionHelp = true)
    private boolean version;

    private Main() {
    }

    /**
     * Runs a command and exits.
     *
     * @param args the command's name and its options, or JMH's options
     * @throws Exception if JMH fails
     */
    public static void main(String[] args) throws Exception {
        String[] asked = helpAsOption(args);
        CommandLine commands = commands();
        boolean ours = asked.length > 0 && (OWN_OPTIONS.contains(asked[0])
                || commands.getSubcommands().containsKey(asked[0]));
        System.exit(ours ? commands.execute(asked) : JmhCommand.run(asked));
    }

    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand(new BuffersCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new ConnectionsCommand())
                .addSubcommand(new LatencyCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ServeCommand());
        commands.setCommandName(typed(System.getProperty("java.class.path")));
        // The synopsis says it, and -h alone is JMH's.
        commands.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST);
        // One line for a usage error; the usage itself is for --help.
        commands.setParameterExceptionHandler((e, args) -> {
            e.getCommandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return commands;
    }

    /** Returns what our users type before their own words: with {@code -jar}, the jar as given. */
    static String typed(String classPath) {
        return "java -jar "
                + (classPath.matches("[^:;]*\\.jar") ? classPath : "bench/target/benchmarks.jar");
    }

    /** Returns where to read on, in one line. */
    static String wayToHelp() {
        CommandLine commands = commands();
        return "Commands are " + String.join(", ", commands.getSubcommands().keySet()) + ": see "
                + commands.getCommandName() + " --help";
    }

    /** Returns the command that somebody may have meant. */
    static Optional<String> nearestCommand(String word) {
        List<String> similar =
                new UnmatchedArgumentException(commands(), List.of(word)).getSuggestions();
        // To picocli all that share two letters in a row are similar. A slip is seldom in the first.
        return similar.stream()
                .filter(command -> command.charAt(0) == word.charAt(0)).findFirst();
    }

    private static String[] helpAsOption(String... args) {
        if (args.length == 0 || !args[0].equals(HELP)) {
            return args;
        }
        return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
    }

    /** Tells what measures. */
    static final class Versions implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"nioecho " + ToolVersion.read() + ", JMH "
                    + Version.getPlainVersion() + ", Java " + Runtime.version()};
        }
    }
}
