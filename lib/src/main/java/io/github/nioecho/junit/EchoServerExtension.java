package io.github.nioecho.junit;

import io.github.nioecho.ConnectionInfo;
import io.github.nioecho.EchoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * Runs an {@link EchoServer} while tests run.
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
 * <p><b>Parameters.</b> A parameter marked with {@link Echo} gets the server or its address.
 */
@SuppressWarnings("exports") // Who calls these methods has JUnit's module anyway.
public final class EchoServerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback,
                ParameterResolver {

    /** A client's close takes a moment to be seen. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final Consumer<EchoServer.Builder> options;

    /** For how long connections may stay open; null for ever. */
    private final Duration closeGrace;

    private final Object lock = new Object();

    // Guarded by lock.
    private EchoServer ofClass;
    private int classes;
    private EchoServer ofTest;

    /** Makes one that runs a server with the default options: for {@code @ExtendWith}. */
    public EchoServerExtension() {
        this(server -> { }, null);
    }

    private EchoServerExtension(Consumer<EchoServer.Builder> options, Duration closeGrace) {
        this.options = options;
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
     * Returns an extension like this one that sets more options of its server.
     *
     * @param options is called before each start of a server
     * @return a new extension
     */
    public EchoServerExtension with(Consumer<EchoServer.Builder> options) {
        Objects.requireNonNull(options, "options");
        return new EchoServerExtension(this.options.andThen(options), closeGrace);
    }

    /**
     * Returns an extension like this one that fails each test that ends with connections open, or
     * each class where its tests share a server. The end of a connection has five seconds to be
     * seen; that of one with the fault
     * {@link io.github.nioecho.fault.EchoFault#neverRead neverRead} never is.
     *
     * @return a new extension
     */
    public EchoServerExtension failOnOpenConnections() {
        return failOnOpenConnections(CLOSE_GRACE);
    }

    EchoServerExtension failOnOpenConnections(Duration closeGrace) {
        return new EchoServerExtension(options, closeGrace);
    }

    /**
     * Returns the server that runs now.
     *
     * @return the server of this test, or of this class
     * @throws IllegalStateException if none runs, because no test does
     */
    public EchoServer server() {
        synchronized (lock) {
            EchoServer server = ofTest == null ? ofClass : ofTest;
            if (server == null) {
                throw new IllegalStateException("no echo server runs outside of a test: use it"
                        + " from @BeforeAll (a static field) or @BeforeEach on, and register the"
                        + " extension with @RegisterExtension");
            }
            return server;
        }
    }

    /**
     * Returns the address that the server listens on.
     *
     * @return the address to connect to
     * @throws IllegalStateException if none runs, because no test does
     */
    public InetSocketAddress address() {
        return server().address();
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
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (store(context).get(Scope.CLASS) == null) {
            EchoServer server = start();
            store(context).put(Scope.TEST, server);
            synchronized (lock) {
                ofTest = server;
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        EchoServer server = store(context).remove(Scope.TEST, EchoServer.class);
        if (server != null) {
            synchronized (lock) {
                ofTest = null;
            }
            end(server, "the test");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        EchoServer server = store(context).remove(Scope.CLASS, EchoServer.class);
        synchronized (lock) {
            if (server == null || --classes > 0) {
                return;
            }
            ofClass = null;
        }
        end(server, "the test class");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(Echo.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type != EchoServer.class && type != InetSocketAddress.class) {
            throw new ParameterResolutionException("@Echo is for parameters of type EchoServer or"
                    + " InetSocketAddress, and not for " + parameter.getParameter());
        }
        EchoServer server = store(context).get(Scope.TEST, EchoServer.class);
        if (server == null) {
            server = store(context).get(Scope.CLASS, EchoServer.class);
        }
        if (server == null) {
            throw new ParameterResolutionException("no echo server runs yet for "
                    + parameter.getParameter() + ": take it as a parameter of the test,"
                    + " or extend the class");
        }
        return type == EchoServer.class ? server : server.address();
    }

    private EchoServer start() throws IOException {
        EchoServer.Builder builder = EchoServer.builder();
        options.accept(builder);
        return builder.start();
    }

    private void end(EchoServer server, String user) {
        try (server) {
            if (closeGrace != null) {
                requireNoOpenConnections(server, user);
            }
        }
    }

    private void requireNoOpenConnections(EchoServer server, String user) {
        long beginNanos = System.nanoTime();
        List<ConnectionInfo> open = server.openConnections();
        while (!open.isEmpty()) {
            if (System.nanoTime() - beginNanos > closeGrace.toNanos()) {
                throw new AssertionError(user + " ended with connections open, "
                        + open.stream()
                                .map(connection -> "number " + connection.id() + " from "
                                        + connection.remoteAddress())
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

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(
                ExtensionContext.Namespace.create(EchoServerExtension.class, this));
    }

    /** What a server runs for: the keys under which the store has it. */
    private enum Scope { CLASS, TEST }
}
