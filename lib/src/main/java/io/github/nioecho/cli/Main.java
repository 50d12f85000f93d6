package io.github.nioecho.cli;

import static io.github.nioecho.cli.CommandLineOption.ADAPTIVE;
import static io.github.nioecho.cli.CommandLineOption.BACKLOG;
import static io.github.nioecho.cli.CommandLineOption.BIND_ADDRESS;
import static io.github.nioecho.cli.CommandLineOption.BUFFER_SIZE;
import static io.github.nioecho.cli.CommandLineOption.EVENT_LOOPS;
import static io.github.nioecho.cli.CommandLineOption.HELP;
import static io.github.nioecho.cli.CommandLineOption.IDLE_TIMEOUT;
import static io.github.nioecho.cli.CommandLineOption.MAX_CONNECTIONS;
import static io.github.nioecho.cli.CommandLineOption.OUTPUT;
import static io.github.nioecho.cli.CommandLineOption.PORT;
import static io.github.nioecho.cli.CommandLineOption.PROVIDER;
import static io.github.nioecho.cli.CommandLineOption.UDP;
import static io.github.nioecho.cli.CommandLineOption.UNIX;
import static io.github.nioecho.cli.CommandLineOption.VERSION;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import io.github.nioecho.text.AddressText;
import io.github.nioecho.text.ChunkText;
import io.github.nioecho.udp.EchoServerPair;
import io.github.nioecho.udp.UdpEchoServer;
import io.github.nioecho.udp.UdpEchoServerBuilder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The command line: an echo server that runs until it is told to stop. Its first line of output is
 * {@code listening on 127.0.0.1:5000}, or {@code listening on PATH} with {@code --unix}, and with
 * {@code --udp} the second one {@code listening on 127.0.0.1:5000 (UDP)}. Exit codes: 1 if the
 * server cannot start, 2 for a command line that makes no sense; 143 or 130 after SIGTERM or Ctrl-C,
 * on which connections may end in good order for a second.
 */
final class Main {

    private static final int EXIT_OK = 0;
    private static final int EXIT_FAILED_START = 1;
    private static final int EXIT_USAGE = 2;

    /** How far {@code --adaptive} lets a buffer grow; larger ones gained nothing measurable. */
    private static final int ADAPTIVE_MAX_BYTES = 256 << 10;

    private static final String LISTENING_ON = "listening on ";

    private static final String IPV4_ONLY = "java.net.preferIPv4Stack";

    /** How long the last lines may take to be printed. */
    private static final Duration LAST_LINES = Duration.ofMillis(500);

    private final OutputStream out;
    private final PrintStream err;
    private final Charset charset;
    private final ChunkText text;

    Main(OutputStream out, PrintStream err, Charset charset) {
        this.out = out;
        this.err = err;
        this.charset = charset;
        this.text = new ChunkText(charset);
    }

    /**
     * Runs the command line. Returns while the server runs.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        // Not System.out: it hides failed writes, and Java 17 does not tell its charset.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        int status = new Main(out, System.err, outputCharset()).run(args);
        if (status != EXIT_OK) {
            System.exit(status);
        }
    }

    /** Returns the exit code; after {@link #EXIT_OK} a server may be running. */
    int run(String... args) {
        try {
            CommandLine line = CommandLine.parse(args);
            if (line.has(HELP)) {
                print(help());
            } else if (line.has(VERSION)) {
                print("nioecho " + version());
            } else {
                serve(line);
            }
            return EXIT_OK;
        } catch (UsageException e) {
            complain(e.getMessage() + " (see " + HELP.longName() + ")");
            return EXIT_USAGE;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            complain("cannot start: " + reason(e));
            return EXIT_FAILED_START;
        }
    }

    private void serve(CommandLine line) throws UsageException, IOException {
        requireOneAddress(line);
        LineWriter lines = new LineWriter(out, charset);
        ConsoleObserver observer = observer(line.level(OUTPUT), lines);
        EchoServerBuilder tcp = tcp(line, observer);
        try {
            if (line.has(UDP)) {
                EchoServerPair servers = EchoServerPair.start(tcp, udp(observer));
                stopAtExit(servers, lines);
                String first = listeningOn(servers.address());
                lines.start(first, first + " (UDP)");
            } else {
                EchoServer server = tcp.start();
                stopAtExit(server, lines);
                lines.start(line.has(UNIX)
                        ? LISTENING_ON + text.of(line.text(UNIX)) : listeningOn(server.address()));
            }
        } catch (IllegalArgumentException e) {
            throw e.getCause() instanceof UnsupportedAddressTypeException
                    ? noUnix(line) : line.outOfBounds(e);
        } catch (BindException e) {
            throw line.has(UNIX) ? e : explained(e, line);
        }
    }

    private static void requireOneAddress(CommandLine line) throws UsageException {
        if (line.has(UNIX)) {
            for (CommandLineOption other : new CommandLineOption[] {BIND_ADDRESS, PORT, UDP}) {
                if (line.has(other)) {
                    throw new UsageException(UNIX.longName() + " is in place of an IP address and"
                            + " a port: leave out " + other.longName());
                }
            }
        }
    }

    private static UsageException noUnix(CommandLine line) {
        return new UsageException(UNIX.longName() + " needs " + PROVIDER.longName()
                + " selector or io_uring: the JDK's NIO.2 has no Unix domain sockets, and "
                + PROVIDER.longName() + " was " + line.text(PROVIDER));
    }

    /** Returns what prints for this level; null for nothing. */
    private ConsoleObserver observer(OutputLevel level, LineWriter lines) {
        return level == OutputLevel.NONE
                ? null
                : new ConsoleObserver(lines, text, level == OutputLevel.VERBOSE);
    }

    private static EchoServerBuilder tcp(CommandLine line, ConsoleObserver observer)
            throws UsageException, IOException {
        EchoServerBuilder builder = EchoServer.builder()
                .bindAddress(line.address(BIND_ADDRESS))
                .port(line.number(PORT))
                .bufferSize(line.number(BUFFER_SIZE))
                .backlog(line.number(BACKLOG))
                .eventLoops(line.number(EVENT_LOOPS))
                .maxConnections(line.number(MAX_CONNECTIONS))
                .idleTimeout(line.seconds(IDLE_TIMEOUT));
        int bufferSize = line.number(BUFFER_SIZE);
        // A size that is out of bounds stays a bufferSize, and is refused as one.
        if (line.has(ADAPTIVE) && bufferSize > 0) {
            builder.adaptiveBuffer(bufferSize, Math.max(bufferSize, ADAPTIVE_MAX_BYTES));
        }
        if (line.has(UNIX)) {
            builder.unixPath(line.path(UNIX));
        }
        if (!line.text(PROVIDER).equals(PROVIDER.defaultValue())) {
            builder.provider(ChannelProviders.named(line));
        }
        return observer == null ? builder : builder.observer(observer);
    }

    private static UdpEchoServerBuilder udp(ConsoleObserver observer) {
        UdpEchoServerBuilder builder = UdpEchoServer.builder();
        return observer == null ? builder : builder.observer(observer);
    }

    /** Tells why the address could not be had in the words of the command line. */
    private static BindException explained(BindException e, CommandLine line)
            throws UsageException, IOException {
        InetAddress address = line.address(BIND_ADDRESS);
        String was = ", was " + line.text(BIND_ADDRESS);
        if (address instanceof Inet6Address && Boolean.getBoolean(IPV4_ONLY)) {
            return new BindException(BIND_ADDRESS.longName() + " must be an IPv4 address where "
                    + IPV4_ONLY + " is true" + was);
        }
        if (address instanceof Inet6Address v6 && v6.isLinkLocalAddress()
                && v6.getScopeId() == 0) {
            return new BindException(BIND_ADDRESS.longName() + " must name the interface of a"
                    + " link-local address, as in fe80::1%eth0" + was);
        }
        if (!isLocal(address)) {
            return new BindException(
                    BIND_ADDRESS.longName() + " must be " + BIND_ADDRESS.expected() + was);
        }
        return new BindException(e.getMessage() + ": choose another " + PORT.longName()
                + ", or 0 for any free one");
    }

    private static void stopAtExit(AutoCloseable server, LineWriter lines) {
        Thread stop = new Thread("nioecho-stop") {
            @Override
            public void run() {
                try {
                    server.close();
                } catch (Exception impossible) {
                    throw new AssertionError(impossible);
                } finally {
                    lines.close(LAST_LINES);
                }
            }
        };
        try {
            Runtime.getRuntime().addShutdownHook(stop);
        } catch (IllegalStateException expected) {
            // Told to stop while starting: the JVM is about to end, and nobody is connected.
        }
    }

    private static String listeningOn(InetSocketAddress address) {
        return LISTENING_ON + AddressText.of(address);
    }

    private static boolean isLocal(InetAddress address) throws IOException {
        return address.isAnyLocalAddress() || address.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(address) != null;
    }

    private void print(String paragraph) throws IOException {
        out.write((paragraph + System.lineSeparator()).getBytes(charset));
        out.flush();
    }

    private void complain(String message) {
        // Quotes the user and the system, who may put line breaks into it.
        err.println("nioecho: " + text.of(message));
        err.flush();
    }

    /** Returns what a failure says; its type, if it says nothing. */
    static String reason(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String help() {
        StringBuilder help = new StringBuilder("Usage: java -jar nioecho-" + version() + ".jar"
                + " [options]\n\nSends back to clients what they send (RFC 862)."
                + " Ctrl-C stops it.\n\nOptions, with their defaults:\n");
        for (CommandLineOption option : CommandLineOption.values()) {
            help.append(option.help()).append('\n');
        }
        return help.append("\nOf an option given twice, the last value counts.").toString();
    }

    private static String version() {
        try (InputStream in = Main.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the charset that {@code System.out} uses, which is only public since Java 18. */
    private static Charset outputCharset() {
        String[] properties = {"stdout.encoding", "sun.stdout.encoding", "native.encoding"};
        for (String property : properties) {
            String name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }
}
