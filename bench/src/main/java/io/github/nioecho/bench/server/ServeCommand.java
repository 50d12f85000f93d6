package io.github.nioecho.bench.server;

import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs one variant alone until SIGTERM, which closes the server and exits with 143.
 *
 * <pre>{@code
 * java -jar benchmarks.jar serve --variant selector --port 5000 --buffer-size 1024 --threads 1
 * }</pre>
 *
 * <p>The first line on stdout is {@code listening on 127.0.0.1:5000}, with the path of {@code
 * --unix} in place of the address; there is one for each buffer size. With {@code --control} the benchmark that started the server
 * drives it over stdin and stdout, and the end of stdin ends it.
 */
@Command(
        name = "serve",
        sortOptions = false,
        description = "Runs one echo server alone, until SIGTERM.")
public final class ServeCommand implements Callable<Integer> {

    private static final int EXIT_FAILED_START = 1;
    private static final int MAX_PORT = 65535;

    @Option(
            names = "--variant",
            required = true,
            paramLabel = "NAME",
            completionCandidates = VariantLabels.class,
            description = "one of ${COMPLETION-CANDIDATES}")
    private String variant;

    @Option(
            names = "--bind-address",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "the local address to listen on (${DEFAULT-VALUE})")
    private String bindAddress;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "0 = any free port (${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            completionCandidates = ServerVariant.UnixLabels.class,
            description = "listen on a Unix domain socket instead, and remove its file at the end;"
                    + " for ${COMPLETION-CANDIDATES}")
    private List<Path> unixPaths = List.of();

    @Option(
            names = "--buffer-size",
            defaultValue = "1024",
            split = ",",
            paramLabel = "BYTES",
            description = "size of each connection's buffer (${DEFAULT-VALUE}); of several, each"
                    + " has a listener of its own, in this order")
    private List<Integer> bufferSizesBytes;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "event loops; no matter to blocking and virtual (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--control", hidden = true)
    private boolean control;

    @Spec
    private CommandSpec command;

    @Mixin
    private OptionCheck check;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerVariant chosen = variant();
        List<ServerSpec> specs = specs();
        Transport transport = specs.get(0).transport();
        if (!chosen.serves(transport)) {
            throw check.wrong("--unix is for "
                    + String.join(", ", ServerVariant.labelsOf(transport))
                    + "; was with " + chosen.label());
        }
        Optional<String> obstacle = chosen.unavailable().or(() -> chosen.missingJvmArg()
                .map(arg -> "its JVM needs the option " + arg));
        if (obstacle.isPresent()) {
            return failed("cannot run " + chosen.label() + ": " + obstacle.get());
        }
        List<RunningServer> servers = new CopyOnWriteArrayList<>();
        // The one way out: SIGTERM, a failure, and the exit that follows the end of stdin.
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> servers.forEach(RunningServer::close), "serve-shutdown"));
        for (ServerSpec spec : specs) {
            try {
                servers.add(chosen.start(spec));
            } catch (IOException e) {
                servers.forEach(RunningServer::close);
                return failed(cannotListen(spec, e));
            }
        }
        servers.forEach(server -> System.out.println(Listening.format(server.address())));
        System.out.flush();
        if (control) {
            new ServerControl().answer(System.in, System.out);
        } else {
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private static String cannotListen(ServerSpec spec, IOException cause) {
        String cannot = "cannot listen on " + Listening.name(spec.address()) + ": ";
        String reason = String.valueOf(cause.getMessage());
        return (reason.startsWith(cannot) ? "" : cannot) // the library says that itself
                + reason
                + (cause instanceof BindException
                        ? "" : "; the server may have " + OpenFiles.allowed());
    }

    private int failed(String message) {
        command.commandLine().getErr().println(message);
        return EXIT_FAILED_START;
    }

    private ServerVariant variant() {
        try {
            return ServerVariant.named(variant);
        } catch (IllegalArgumentException e) {
            throw check.wrong("--" + e.getMessage());
        }
    }

    /** Returns what to start, for each buffer size. */
    private List<ServerSpec> specs() {
        if (port < 0 || port > MAX_PORT) {
            throw check.wrong("--port must be 0 to " + MAX_PORT + ", was " + port);
        }
        if (port > 0 && bufferSizesBytes.size() > 1) {
            throw check.wrong("--port must be 0 with several buffer sizes, was " + port);
        }
        bufferSizesBytes.forEach(size -> check.requirePositiveBytes("--buffer-size", size));
        check.requirePositive("--threads", threads);
        return unixPaths.isEmpty() ? onTcp() : onUnixSockets();
    }

    private List<ServerSpec> onUnixSockets() {
        if (isGiven("--port") || isGiven("--bind-address")) {
            throw check.wrong("--unix excludes --port and --bind-address");
        }
        if (unixPaths.size() != bufferSizesBytes.size()) {
            throw check.wrong("--unix must be given for each of " + bufferSizesBytes.size()
                    + " buffer sizes, was given " + unixPaths.size() + " times");
        }
        if (unixPaths.stream().anyMatch(path -> path.toString().isEmpty())) {
            throw check.wrong("--unix must be the path of a file, was empty");
        }
        return IntStream.range(0, unixPaths.size())
                .mapToObj(i -> ServerSpec.onUnixSocket(
                        unixPaths.get(i), bufferSizesBytes.get(i), threads))
                .toList();
    }

    private List<ServerSpec> onTcp() {
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getByName(bindAddress), port);
            return bufferSizesBytes.stream()
                    .map(size -> new ServerSpec(address, size, threads)).toList();
        } catch (UnknownHostException e) {
            throw check.wrong(
                    "--bind-address must be an address of this machine, was " + bindAddress);
        }
    }

    private boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Fills the list of variants into the help. */
    private static final class VariantLabels implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return ServerVariant.labelsOf(Transport.TCP).iterator();
        }
    }
}
