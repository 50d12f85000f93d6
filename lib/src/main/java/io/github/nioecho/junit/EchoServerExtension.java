package io.github.nioecho.junit;

import io.github.nioecho.ConnectionInfo;
import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import io.github.nioecho.text.AddressText;
import io.github.nioecho.udp.UdpEchoServer;
import io.github.nioecho.udp.UdpEchoServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs an {@link EchoServer}, a {@link UdpEchoServer} or both while tests run.
 *
 * <pre>{@code
 * class ClientTest {
 *
 *     @RegisterExtension
 *     final EchoServerExtension echo = EchoServerExtension.create()
 *             .with(server -> server.fault(2, EchoFault.resetPeer(100)))
 *             .failOnOpenConnections();
 *
 *     @Test
 *     void connectsAgainAfterAReset() throws Exception {
 *         Client client = new Client(echo.address());
 *         ...
 *         echo.server().awaitConnections(2, Duration.ofSeconds(10));
 *     }
 * }
 * }</pre>
 *
 * <p><b>Lifecycle.</b> In a static field, or with {@code @ExtendWith} on the class, there is one
 * server for all tests of the class and of its nested classes. In a field of the instance there is
 * one for each test, unless the instance itself is one for all. It is ready in methods before tests
 * and closed after those that come after tests.
 *
 * <p><b>Threads.</b> Tests may run at the same time. Those of one class then share a server, or
 * have one each, as above; classes that inherit a static extension and run at the same time share
 * its server.
 *
 * <p><b>UDP.</b> {@link #create()} runs a TCP server, {@link #createUdp()} a UDP server, and
 * {@code create().withUdp()} both on one port number.
 *
 * <p><b>Parameters.</b> A parameter marked with {@link Echo} gets a server or the address. Of
 * several extensions it is for the one that runs such a server; where more than one does, it names
 * one's field.
 */
@SuppressWarnings("exports") // Who calls these methods has JUnit's module anyway.
public final class EchoServerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback,
                ParameterResolver {

    /** A client's close takes a moment to be seen. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    /** What was opened last takes a moment to be accepted. */
    private static final Duration ACCEPT_GRACE = Duration.ofSeconds(5);

    /** Under which key the store has the extensions that run servers. */
    private static final String BEGUN = "begun";

    /** Null where no TCP server is to run. */
    private final Consumer<EchoServerBuilder> options;

    /** Null where no UDP server is to run. */
    private final Consumer<UdpEchoServerBuilder> udpOptions;

    /** For how long connections may stay open; null for ever. */
    private final Duration closeGrace;

    private final Object lock = new Object();

    // Guarded by lock.
    private RunningServers ofClass;
    private int classes;
    private RunningServers ofTest;

    /** Makes one that runs a server with the default options: for {@code @ExtendWith}. */
    public EchoServerExtension() {
        this(server -> { }, null, null);
    }

    private EchoServerExtension(
            Consumer<EchoServerBuilder> options, Consumer<UdpEchoServerBuilder> udpOptions,
            Duration closeGrace) {
        this.options = options;
        this.udpOptions = udpOptions;
        this.closeGrace = closeGrace;
    }

    /**
     * Returns an extension that runs a server with the default options.
     *
     * @return a new extension
     */
    public static EchoServerExtension create() {
        return new EchoServerExtension();
    }

    /**
     * Returns an extension that runs a UDP server with the default options, and none for TCP.
     *
     * @return a new extension
     */
    public static EchoServerExtension createUdp() {
        return new EchoServerExtension(null, server -> { }, null);
    }

    /**
     * Returns an extension like this one that sets more options of its TCP server, and runs one if
     * this did not.
     *
     * @param options is called before each start of a server
     * @return a new extension
     */
    public EchoServerExtension with(Consumer<EchoServerBuilder> options) {
        return new EchoServerExtension(both(this.options, options), udpOptions, closeGrace);
    }

    /**
     * Returns an extension like this one that runs a UDP server, too, on the same port number.
     *
     * @return a new extension
     */
    public EchoServerExtension withUdp() {
        return withUdp(server -> { });
    }

    /**
     * Returns an extension like this one that sets more options of its UDP server, and runs one if
     * this did not. Beside a TCP server it has the address and port of that, whatever the options.
     *
     * @param options is called before each start of a server
     * @return a new extension
     */
    public EchoServerExtension withUdp(Consumer<UdpEchoServerBuilder> options) {
        return new EchoServerExtension(this.options, both(udpOptions, options), closeGrace);
    }

    private static <B> Consumer<B> both(Consumer<B> first, Consumer<B> second) {
        Objects.requireNonNull(second, "options");
        return first == null ? second : first.andThen(second);
    }

    /**
     * Returns an extension like this one that fails each test that ends with connections open, or
     * each class where its tests share a server. A connection that was opened at the last moment
     * counts, too: see {@link EchoServer#awaitAccepted}, for which the server has five seconds. The
     * end of a connection has five seconds to be seen; that of one with the fault
     * {@link io.github.nioecho.fault.EchoFault#neverRead neverRead} never is.
     *
     * @return a new extension
     */
    public EchoServerExtension failOnOpenConnections() {
        return failOnOpenConnections(CLOSE_GRACE);
    }

    EchoServerExtension failOnOpenConnections(Duration closeGrace) {
        return new EchoServerExtension(options, udpOptions, closeGrace);
    }

    /**
     * Returns the TCP server that runs now.
     *
     * @return the server of this test, or of this class
     * @throws IllegalStateException if none runs, because no test does, or because the extension
     *     runs a UDP server only
     */
    public EchoServer server() {
        return required(running().tcp(), "TCP", "with(...)");
    }

    /**
     * Returns the UDP server that runs now.
     *
     * @return the server of this test, or of this class
     * @throws IllegalStateException if none runs, because no test does, or because the extension
     *     runs a TCP server only
     */
    public UdpEchoServer udpServer() {
        return required(running().udp(), "UDP", "withUdp()");
    }

    /**
     * Returns the address that the server listens on, or both do.
     *
     * @return the address to connect to, or to send to
     * @throws IllegalStateException if none runs, because no test does, or it listens on a
     *     {@linkplain EchoServerBuilder#unixPath Unix domain socket}: see
     *     {@link EchoServer#unixPath()}
     */
    public InetSocketAddress address() {
        return running().address();
    }

    private static <S> S required(S server, String protocol, String remedy) {
        if (server == null) {
            throw new IllegalStateException("no " + protocol + " echo server runs: add " + remedy
                    + " to the extension");
        }
        return server;
    }

    private RunningServers running() {
        synchronized (lock) {
            RunningServers servers = ofTest == null ? ofClass : ofTest;
            if (servers == null) {
                throw new IllegalStateException("no echo server runs outside of a test: use it"
                        + " from @BeforeAll (a static field) or @BeforeEach on, and register the"
                        + " extension with @RegisterExtension");
            }
            return servers;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        synchronized (lock) {
            if (ofClass == null) {
                ofClass = start();
            }
            classes++;
            store(context).put(Scope.CLASS, ofClass);
        }
        hasBegun(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (store(context).get(Scope.CLASS) == null) {
            RunningServers servers = start();
            store(context).put(Scope.TEST, servers);
            synchronized (lock) {
                ofTest = servers;
            }
            hasBegun(context);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RunningServers servers = store(context).remove(Scope.TEST, RunningServers.class);
        if (servers != null) {
            synchronized (lock) {
                ofTest = null;
            }
            end(servers, "the test");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RunningServers servers = store(context).remove(Scope.CLASS, RunningServers.class);
        synchronized (lock) {
            if (servers == null || --classes > 0) {
                return;
            }
            ofClass = null;
        }
        end(servers, "the test class");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(Echo.class)
                && new EchoParameter(parameter, context, begun(context)).isFor(this);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        new EchoParameter(parameter, context, begun(context)).requireResolvable();
        RunningServers servers = store(context).get(Scope.TEST, RunningServers.class);
        if (servers == null) {
            servers = store(context).get(Scope.CLASS, RunningServers.class);
        }
        if (servers == null) {
            throw new ParameterResolutionException("no echo server runs yet for "
                    + parameter.getParameter() + ": take it as a parameter of the test,"
                    + " or extend the class");
        }
        return servers.ofType(parameter.getParameter().getType());
    }

    /** Returns whether a parameter of that type can be had from this. */
    boolean runs(Class<?> type) {
        return type == EchoServer.class ? options != null
                : type == UdpEchoServer.class ? udpOptions != null
                : type == InetSocketAddress.class;
    }

    private RunningServers start() throws IOException {
        return RunningServers.start(options, udpOptions);
    }

    private void end(RunningServers servers, String user) {
        try (servers) {
            if (closeGrace != null && servers.tcp() != null) {
                requireNoOpenConnections(servers.tcp(), user);
            }
        }
    }

    private void requireNoOpenConnections(EchoServer server, String user) {
        try {
            server.awaitAccepted(ACCEPT_GRACE);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    user + " ended, perhaps with connections open: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        long beginNanos = System.nanoTime();
        List<ConnectionInfo> open = server.openConnections();
        while (!open.isEmpty()) {
            if (System.nanoTime() - beginNanos > closeGrace.toNanos()) {
                throw new AssertionError(user + " ended with connections open, "
                        + open.stream()
                                .map(connection -> "number " + connection.id() + " from "
                                        + AddressText.of(connection.remoteAddress()))
                                .collect(Collectors.joining(", "))
                        + "; close them, or leave out failOnOpenConnections()");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            open = server.openConnections();
        }
    }

    /** Lets the others know that this runs in a context, and in those within. */
    private void hasBegun(ExtensionContext context) {
        List<EchoServerExtension> begun = new ArrayList<>(begun(context));
        if (!begun.contains(this)) {
            begun.add(this);
            shared(context).put(BEGUN, List.copyOf(begun));
        }
    }

    /** Returns the extensions that run servers in a context, those around it included. */
    @SuppressWarnings("unchecked")
    private static List<EchoServerExtension> begun(ExtensionContext context) {
        return shared(context).getOrDefault(BEGUN, List.class, List.of());
    }

    private static ExtensionContext.Store shared(ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(EchoServerExtension.class));
    }

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(
                ExtensionContext.Namespace.create(EchoServerExtension.class, this));
    }

    /** What a server runs for: the keys under which the store has it. */
    private enum Scope { CLASS, TEST }
}
