package io.github.nioecho.bench.run;

import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.server.Processors;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which servers to measure; mixed into every measuring command. */
public final class ServerOptions {

    private static final String MODELS = "models";
    private static final String ALL = "all";
    private static final int MAX_PORT = 65535;

    @Option(names = "--variants", split = ",", paramLabel = "NAME",
            description = "servers to measure, by name, or all of a kind: models, contenders,"
                    + " settings, all (models)")
    private List<String> variants;

    @Option(names = "--target", split = ",", paramLabel = "HOST:PORT",
            description = "instead, echo servers that are running already, here or elsewhere;"
                    + " of a host with several addresses the first that echoes is taken, IPv6"
                    + " before IPv4")
    private List<String> targets;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "event loops; no matter to blocking and virtual (${DEFAULT-VALUE})")
    private int threads;

    @Mixin
    private OptionCheck check;

    private Endpoints endpoints = Endpoints.of(Transport.TCP);
    private Optional<Processors> processors = Optional.empty();
    private List<String> usual = List.of(MODELS);

    /** Has the variants listen there; on loopback unless this is called, before anything else. */
    public void listenAt(Endpoints chosen) {
        endpoints = chosen;
    }

    /** Has these variants measured where the user names none; the models unless this is called. */
    public void usually(List<String> names) {
        usual = List.copyOf(names);
    }

    /** Has the variants run on the servers' part of the processors; on any unless this is called. */
    public void runOn(Processors chosen) {
        processors = Optional.of(chosen);
    }

    /** Returns the servers to measure: of those that were asked for, the ones that can be. */
    public List<Subject> subjects() {
        return subjects(List.of());
    }

    /**
     * Returns the same servers.
     *
     * @param jvmArgs options for their JVMs, which a target does not hear of
     */
    public List<Subject> subjects(List<String> jvmArgs) {
        return asked(jvmArgs).stream().filter(subject -> subject.info().leftOut() == null).toList();
    }

    /** Returns all servers that were asked for, with the reason of those that are left out. */
    public List<ServerInfo> servers() {
        return asked(List.of()).stream().map(Subject::info).toList();
    }

    /** Says which of them are left out, and why. */
    public void tellLeftOut(PrintWriter out) {
        leftOut().forEach(
                server -> out.println(server.name() + " is left out: " + server.leftOut()));
    }

    /**
     * Requires that one of them at least can be measured.
     *
     * @throws ParameterException if all are left out; the message says why
     */
    public void requireAny() {
        if (subjects().isEmpty()) {
            throw check.wrong("--variants: none of them can run here: " + leftOut()
                    .map(server -> server.name() + ": " + server.leftOut())
                    .collect(Collectors.joining("; ")));
        }
    }

    /** Returns the number of event loops. */
    public int threads() {
        check.requirePositive("--threads", threads);
        return threads;
    }

    private Stream<ServerInfo> leftOut() {
        return servers().stream().filter(server -> server.leftOut() != null);
    }

    private List<Subject> asked(List<String> jvmArgs) {
        if (targets != null) {
            if (variants != null) {
                throw check.wrong("--target and --variants exclude each other");
            }
            if (endpoints.transport() != Transport.TCP) {
                throw check.wrong("--target is reached by TCP, and excludes --"
                        + endpoints.transport().id());
            }
            return new LinkedHashSet<>(targets).stream().map(this::target).toList();
        }
        List<String> names = variants == null ? usual : variants;
        return names.stream().flatMap(this::variants).distinct()
                .map(variant -> Subject.variant(variant, jvmArgs, endpoints, processors)).toList();
    }

    /** Returns the variant of that name, or all of that kind. */
    private Stream<ServerVariant> variants(String name) {
        List<ServerVariant> kind = Arrays.stream(ServerVariant.values())
                .filter(each -> name.equals(ALL) || name.equals(each.kind().id() + "s")).toList();
        if (!kind.isEmpty()) {
            return kind.stream();
        }
        try {
            return Stream.of(serving(ServerVariant.named(name)));
        } catch (IllegalArgumentException e) {
            throw check.wrong("--variants: " + e.getMessage());
        }
    }

    /** Returns a variant that was asked for by name: there is no measuring without it. */
    private ServerVariant serving(ServerVariant variant) {
        Transport transport = endpoints.transport();
        if (!variant.serves(transport)) {
            throw check.wrong("--" + transport.id() + " is for "
                    + String.join(", ", ServerVariant.labelsOf(transport)) + "; was with "
                    + variant.label());
        }
        return variant;
    }

    private Subject target(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= MAX_PORT) {
                InetAddress[] found = InetAddress.getAllByName(text.substring(0, colon));
                return Subject.target(text, inOrder(found, port));
            }
        } catch (NumberFormatException | UnknownHostException expected) {
            // Said below.
        }
        throw check.wrong("--target must be host:port with a host that can be found, was " + text);
    }

    /** Returns where to look for a server, IPv6 first, as most clients do. */
    static List<InetSocketAddress> inOrder(InetAddress[] found, int port) {
        return Arrays.stream(found)
                .sorted(Comparator.comparing(address -> address instanceof Inet4Address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }
}
