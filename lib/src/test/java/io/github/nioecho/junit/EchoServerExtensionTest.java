package io.github.nioecho.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.EchoServer;
import io.github.nioecho.LeakCheck;
import io.github.nioecho.OwnProviders;
import io.github.nioecho.udp.UdpEchoServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs classes that use the extension, and looks at the servers that they had. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class EchoServerExtensionTest {

    /** The servers that the classes below were given. */
    private static final Set<EchoServer> SERVERS = ConcurrentHashMap.newKeySet();

    @BeforeEach
    @AfterEach
    void forgetServers() {
        SERVERS.clear();
    }

    @Test
    void staticFieldHasOneServerForTheClassAndThoseNestedInIt() {
        assertSucceeds(4, run(PerClass.class));
        assertEquals(1, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void instanceFieldHasOneServerForEachTest() {
        assertSucceeds(2, run(PerTest.class));
        assertEquals(2, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void fieldOfAnInstanceForAllTestsHasOneServer() {
        assertSucceeds(2, run(PerInstance.class));
        assertEquals(1, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void extendWithHasOneServerForTheClass() {
        assertSucceeds(2, run(Declared.class));
        assertEquals(1, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void extendWithOnAMethodHasOneServerForTheTest() {
        assertSucceeds(2, run(DeclaredOnMethods.class));
        assertEquals(2, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void testsAtTheSameTimeHaveAServerEach() {
        assertSucceeds(4, runAtTheSameTime(4, AtTheSameTime.class));
        assertEquals(4, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void classesAtTheSameTimeShareTheExtensionThatTheyInherit() {
        assertSucceeds(2, runAtTheSameTime(2, FirstHeir.class, SecondHeir.class));
        assertEquals(1, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void classesOneAfterTheOtherHaveAServerEach() {
        Heirs.barrier = new CyclicBarrier(1);
        assertSucceeds(2, run(FirstHeir.class, SecondHeir.class));
        assertEquals(2, SERVERS.size());
        assertAllClosed();
    }

    @Test
    void parameterOfAnotherTypeIsRefused() {
        assertFails("@Echo is for parameters of type EchoServer, UdpEchoServer or"
                + " InetSocketAddress, and not for java.lang.String ", run(WrongType.class));
    }

    @Test
    void parameterForAServerThatDoesNotRunIsRefusedWithTheRemedy() {
        assertFails("the extension runs no UdpEchoServer for io.github.nioecho.udp.UdpEchoServer ",
                run(NoUdp.class));
    }

    @Test
    void parameterOfAConstructorComesTooEarlyForAServerPerTest() {
        assertFails("no echo server runs yet for io.github.nioecho.EchoServer ",
                run(TooEarly.class));
    }

    @Test
    void parameterWithoutTheAnnotationIsLeftToOthers() {
        assertFails("No ParameterResolver registered", run(NotAnnotated.class));
    }

    @Test
    void openConnectionFailsATestThatAskedForIt() throws IOException {
        try {
            assertFails("the test ended with connections open, number 1 from 127.0.0.1:",
                    run(LeavesOpen.class));
        } finally {
            LeavesOpen.socket.close();
        }
        assertAllClosed();
    }

    @Test
    void openConnectionFailsAClassThatAskedForIt() throws IOException {
        try {
            assertFails("the test class ended with connections open, number 2 from 127.0.0.1:",
                    run(LeavesOpenInClass.class));
        } finally {
            LeavesOpenInClass.socket.close();
        }
        assertAllClosed();
    }

    @Test
    void serverOnAUnixDomainSocketHasNoAddressAndCountsOpenConnections() throws Exception {
        Path folder = Files.createTempDirectory("echo");
        LeavesOpenOnUnix.path = folder.resolve("s");
        try {
            assertFails("the test ended with connections open, number 1 from (unnamed);",
                    run(LeavesOpenOnUnix.class));
        } finally {
            LeavesOpenOnUnix.client.close();
            // Fails if the socket is there.
            Files.delete(folder);
        }
        assertEquals(1, SERVERS.size());
        SERVERS.forEach(server -> assertTrue(server.whenClosed().isDone()));
    }

    /** The kernel has the connection, and the server is about to accept it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void connectionOpenedAtTheLastMomentFailsTheTest(int eventLoops) throws IOException {
        OpensAtTheLastMoment.eventLoops = eventLoops;
        try {
            TestExecutionSummary summary = run(OpensAtTheLastMoment.class);
            assertEquals(30, summary.getTestsFailedCount());
            for (TestExecutionSummary.Failure failure : summary.getFailures()) {
                String message = failure.getException().getMessage();
                assertTrue(message.startsWith("the test ended with connections open, number 1 "
                        + "from 127.0.0.1:"), message);
            }
        } finally {
            for (Socket socket : OpensAtTheLastMoment.SOCKETS) {
                socket.close();
            }
            OpensAtTheLastMoment.SOCKETS.clear();
        }
    }

    @Test
    void serverThatTheTestHasClosedFailsNothing() {
        assertSucceeds(1, run(ClosesTheServer.class));
    }

    @Test
    void closedConnectionsFailNothing() {
        assertSucceeds(50, run(ClosesAll.class));
    }

    @Test
    void serverThatCannotStartFailsTheClass() {
        assertFails("port must be in 0..65535, was -1", run(BadOption.class));
    }

    @Test
    void serverOutsideOfATestIsRefusedWithTheRemedy() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, EchoServerExtension.create()::server);
        assertTrue(failure.getMessage().endsWith("register the extension with @RegisterExtension"),
                failure.getMessage());
    }

    private static void assertSucceeds(int tests, TestExecutionSummary summary) {
        summary.getFailures().forEach(failure -> failure.getException().printStackTrace());
        assertEquals(0, summary.getTotalFailureCount());
        assertEquals(tests, summary.getTestsSucceededCount());
    }

    private static void assertFails(String text, TestExecutionSummary summary) {
        assertEquals(1, summary.getTotalFailureCount());
        String message = summary.getFailures().get(0).getException().getMessage();
        assertTrue(message.contains(text), message);
    }

    private static void assertAllClosed() {
        for (EchoServer server : SERVERS) {
            assertThrows(ConnectException.class, () -> connect(server.address()).close());
        }
    }

    private static TestExecutionSummary run(Class<?>... classes) {
        return run(LauncherDiscoveryRequestBuilder.request(), classes);
    }

    /** Runs as many tests at once, in whatever classes. */
    private static TestExecutionSummary runAtTheSameTime(int tests, Class<?>... classes) {
        AtTheSameTime.barrier = new CyclicBarrier(tests);
        Heirs.barrier = new CyclicBarrier(tests);
        return run(LauncherDiscoveryRequestBuilder.request()
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + tests),
                classes);
    }

    private static TestExecutionSummary run(
            LauncherDiscoveryRequestBuilder builder, Class<?>... classes) {
        List<ClassSelector> selectors =
                Arrays.stream(classes).map(DiscoverySelectors::selectClass).toList();
        LauncherDiscoveryRequest request = builder.selectors(selectors).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        return new Socket(address.getAddress(), address.getPort());
    }

    private static void use(EchoServer server) throws IOException {
        SERVERS.add(server);
        try (Socket socket = connect(server.address())) {
            assertEchoes(socket);
        }
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        assertEquals(42, socket.getInputStream().read());
    }

    // Run by the tests above only: neither surefire nor Jupiter takes a static nested class.

    static class PerClass {

        @RegisterExtension
        static final EchoServerExtension ECHO =
                EchoServerExtension.create().failOnOpenConnections();

        @BeforeAll
        static void isReady(@Echo EchoServer server) throws IOException {
            assertSame(ECHO.server(), server);
            use(server);
        }

        @Test
        void first(@Echo EchoServer server, @Echo InetSocketAddress address) throws IOException {
            assertSame(ECHO.server(), server);
            assertEquals(ECHO.address(), address);
            use(server);
        }

        @Test
        void second() throws IOException {
            use(ECHO.server());
        }

        @AfterAll
        static void isStillThere() throws IOException {
            use(ECHO.server());
        }

        @Nested
        class Inner {

            @Test
            void first(@Echo EchoServer server) throws IOException {
                assertSame(ECHO.server(), server);
                use(server);
            }

            @Test
            void second() throws IOException {
                use(ECHO.server());
            }
        }
    }

    static class PerTest {

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create();

        @BeforeEach
        void isReady(@Echo EchoServer server) throws IOException {
            assertSame(echo.server(), server);
            use(server);
        }

        @AfterEach
        void isStillThere(@Echo InetSocketAddress address) throws IOException {
            assertEquals(echo.address(), address);
            use(echo.server());
        }

        @Test
        void first(@Echo EchoServer server) throws IOException {
            use(server);
        }

        @Test
        void second() throws IOException {
            use(echo.server());
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerInstance extends PerTest {
    }

    @ExtendWith(EchoServerExtension.class)
    static class Declared {

        @Test
        void first(@Echo EchoServer server) throws IOException {
            use(server);
        }

        @Test
        void second(@Echo EchoServer server, @Echo InetSocketAddress address) throws IOException {
            assertEquals(server.address(), address);
            use(server);
        }
    }

    static class DeclaredOnMethods {

        @Test
        @ExtendWith(EchoServerExtension.class)
        void first(@Echo EchoServer server) throws IOException {
            use(server);
        }

        @Test
        @ExtendWith(EchoServerExtension.class)
        void second(@Echo EchoServer server) throws IOException {
            use(server);
        }
    }

    static class AtTheSameTime {

        private static CyclicBarrier barrier;

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create().failOnOpenConnections();

        @RepeatedTest(4)
        void hasAServerOfItsOwn(@Echo EchoServer server) throws Exception {
            barrier.await(20, TimeUnit.SECONDS);
            assertSame(echo.server(), server);
            use(server);
            assertEquals(1, server.metrics().acceptedConnections());
            barrier.await(20, TimeUnit.SECONDS);
        }
    }

    abstract static class Heirs {

        private static CyclicBarrier barrier;

        @RegisterExtension
        static final EchoServerExtension ECHO = EchoServerExtension.create();

        @Test
        void sharesTheServer(@Echo EchoServer server) throws Exception {
            barrier.await(20, TimeUnit.SECONDS);
            assertSame(ECHO.server(), server);
            use(server);
            barrier.await(20, TimeUnit.SECONDS);
        }
    }

    static class FirstHeir extends Heirs {
    }

    static class SecondHeir extends Heirs {
    }

    @ExtendWith(EchoServerExtension.class)
    static class WrongType {

        @Test
        void takesAString(@Echo String server) {
            throw new AssertionError(server);
        }
    }

    @ExtendWith(EchoServerExtension.class)
    static class NoUdp {

        @Test
        void takesAUdpServer(@Echo UdpEchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class TooEarly {

        TooEarly(@Echo EchoServer server) {
            throw new AssertionError(server);
        }

        @Test
        @ExtendWith(EchoServerExtension.class)
        void takesNothing() {
        }
    }

    @ExtendWith(EchoServerExtension.class)
    static class NotAnnotated {

        @Test
        void takesAServer(EchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class LeavesOpen {

        private static Socket socket;

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create()
                .with(server -> server.closeTimeout(Duration.ofMillis(50)))
                .failOnOpenConnections(Duration.ofMillis(50));

        @Test
        void doesNotClose() throws IOException {
            SERVERS.add(echo.server());
            socket = connect(echo.address());
            assertEchoes(socket);
        }
    }

    static class LeavesOpenInClass {

        private static Socket socket;

        @RegisterExtension
        static final EchoServerExtension ECHO = EchoServerExtension.create()
                .with(server -> server.closeTimeout(Duration.ofMillis(50)))
                .failOnOpenConnections(Duration.ofMillis(50));

        @Test
        void doesNotClose() throws IOException {
            use(ECHO.server());
            socket = connect(ECHO.address());
            assertEchoes(socket);
        }
    }

    static class ClosesAll {

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create().failOnOpenConnections();

        @RepeatedTest(50)
        void closesAtTheLastMoment() throws IOException {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sockets.add(connect(echo.address()));
                assertEchoes(sockets.get(i));
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    static class OpensAtTheLastMoment {

        private static final List<Socket> SOCKETS = new ArrayList<>();

        private static int eventLoops;

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create()
                .with(server -> server.closeTimeout(Duration.ZERO).eventLoops(eventLoops))
                .failOnOpenConnections(Duration.ZERO);

        @RepeatedTest(30)
        void opensAndReturns() throws IOException {
            SOCKETS.add(connect(echo.address()));
        }
    }

    static class LeavesOpenOnUnix {

        private static Path path;
        private static SocketChannel client;

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create()
                .with(server -> server.provider(OwnProviders.SELECTOR).unixPath(path)
                        .closeTimeout(Duration.ZERO))
                .failOnOpenConnections(Duration.ofMillis(50));

        @Test
        void doesNotClose(@Echo EchoServer server) throws IOException {
            SERVERS.add(server);
            client = SocketChannel.open(
                    UnixDomainSocketAddress.of(server.unixPath().orElseThrow()));
            assertThrows(IllegalStateException.class, echo::address);
        }
    }

    static class ClosesTheServer {

        @RegisterExtension
        final EchoServerExtension echo = EchoServerExtension.create().failOnOpenConnections();

        @Test
        void closes(@Echo EchoServer server) {
            server.close();
        }
    }

    static class BadOption {

        @RegisterExtension
        static final EchoServerExtension ECHO =
                EchoServerExtension.create().with(server -> server.port(-1));

        @Test
        void isNotRun() {
            throw new AssertionError();
        }
    }
}
