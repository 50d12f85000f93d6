package io.github.nioecho.bench;

import io.github.nioecho.bench.compare.CompareCommand;
import io.github.nioecho.bench.connections.ConnectionsCommand;
import io.github.nioecho.bench.latency.LatencyCommand;
import io.github.nioecho.bench.report.ReportCommand;
import io.github.nioecho.bench.server.ServeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands of {@code benchmarks.jar}; what is none of them goes to JMH. */
@Command(name = "benchmarks")
public final class Main {

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "show this help")
    private boolean help; // of each command

    private Main() {
    }

    /**
     * Runs a command and exits.
     *
     * @param args the command's name and its options, or JMH's options
     * @throws Exception if JMH fails
     */
    public static void main(String[] args) throws Exception {
        CommandLine commands = commands();
        int exitCode = args.length > 0 && commands.getSubcommands().containsKey(args[0])
                ? commands.execute(args)
                : JmhCommand.run(args);
        System.exit(exitCode);
    }

    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new ConnectionsCommand())
                .addSubcommand(new LatencyCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ServeCommand());
        // One line for a usage error; the usage itself is for --help.
        commands.setParameterExceptionHandler((e, args) -> {
            e.getCommandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return commands;
    }
}
