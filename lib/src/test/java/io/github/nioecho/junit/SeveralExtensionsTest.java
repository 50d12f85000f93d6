package io.github.nioecho.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.nioecho.EchoServer;
import io.github.nioecho.LeakCheck;
import io.github.nioecho.udp.UdpEchoServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs classes with more than one extension: each parameter is for one of them. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class SeveralExtensionsTest {

    private static final String BY = " could each be what is asked for by ";
    private static final String CHOOSE = ": choose one by its field, as in @Echo";

    @ParameterizedTest
    @ValueSource(classes = {
        OnePerProtocol.class, OnePerProtocolAndTest.class, OnePerProtocolAndInstance.class,
        Heir.class, Outer.class, Chosen.class, SameNames.class, OneOfExtendWith.class,
        EarlyButOneRuns.class,
    })
    void parameterIsForTheExtensionThatRunsItOrIsNamed(Class<?> tests) {
        TestExecutionSummary summary = run(tests);
        summary.getFailures().forEach(failure -> failure.getException().printStackTrace());
        assertEquals(0, summary.getTotalFailureCount());
        assertEquals(2, summary.getTestsSucceededCount());
    }

    @Test
    void parameterForEitherIsRefusedWithTheFieldsAndTheRemedy() {
        assertFails("Ambiguous.first, Ambiguous.second" + BY + EchoServer.class.getName(),
                CHOOSE + "(\"first\")", Ambiguous.class);
    }

    @Test
    void addressOfEitherIsRefusedWithTheFieldsAndTheRemedy() {
        assertFails("AmbiguousAddress.TCP, AmbiguousAddress.UDP" + BY
                + InetSocketAddress.class.getName(), CHOOSE + "(\"TCP\")", AmbiguousAddress.class);
    }

    @Test
    void parameterForAnInheritedOneOrItsOwnIsRefused() {
        assertFails("AmbiguousHeir.own, Base.TCP" + BY + EchoServer.class.getName(),
                CHOOSE + "(\"own\")", AmbiguousHeir.class);
    }

    @Test
    void parameterForOneAroundOrItsOwnIsRefused() {
        assertFails("AmbiguousOuter.ECHO, Inner.ECHO" + BY + EchoServer.class.getName(),
                CHOOSE + "(\"AmbiguousOuter.ECHO\")", AmbiguousOuter.class);
    }

    @Test
    void parameterForOneWithoutAFieldOrAnotherIsRefused() {
        assertFails("AmbiguousExtendWith.ECHO, that of @ExtendWith" + BY
                + EchoServer.class.getName(), CHOOSE + "(\"ECHO\")", AmbiguousExtendWith.class);
    }

    @Test
    void parameterOfAnInstanceForAllTestsIsRefused() {
        assertFails("AmbiguousEarly.first, AmbiguousEarly.second" + BY
                + EchoServer.class.getName(), CHOOSE + "(\"first\")", AmbiguousEarly.class);
    }

    @Test
    void nameOfNoFieldIsRefusedWithThoseThereAre() {
        assertFails("no extension is in a field named \"thrid\" for " + EchoServer.class.getName(),
                ": there are Misnamed.first, Misnamed.second", Misnamed.class);
    }

    @Test
    void namedOneThatDoesNotRunItIsRefusedWithTheRemedy() {
        assertFails("the extension runs no UdpEchoServer for " + UdpEchoServer.class.getName(),
                ": add withUdp() to it", NamedForUdp.class);
    }

    @Test
    void parameterThatNoneRunsIsRefusedWithTheRemedy() {
        assertFails("NoneForUdp.first, NoneForUdp.second run no UdpEchoServer for "
                + UdpEchoServer.class.getName(), ": add withUdp() to one", NoneForUdp.class);
    }

    @Test
    void parameterOfAnotherTypeIsRefused() {
        assertFails("@Echo is for parameters of type EchoServer, UdpEchoServer or"
                + " InetSocketAddress, and not for java.lang.String", "", WrongType.class);
    }

    private static void assertFails(String begin, String end, Class<?> tests) {
        TestExecutionSummary summary = run(tests);
        assertEquals(1, summary.getTotalFailureCount());
        String message = summary.getFailures().get(0).getException().getMessage();
        // Between them the parameter's name, which is arg0 or what the compiler has kept.
        assertEquals(begin, message.substring(0, Math.min(begin.length(), message.length())));
        assertEquals(end, message.substring(message.length() - end.length()));
    }

    private static TestExecutionSummary run(Class<?> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests)).build(), listener);
        return listener.getSummary();
    }

    // Run by the tests above only: neither surefire nor Jupiter takes a static nested class.

    static class OnePerProtocol {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();

        @RegisterExtension
        static final EchoServerExtension UDP = EchoServerExtension.createUdp();

        @BeforeAll
        static void isReady(@Echo EchoServer tcp, @Echo UdpEchoServer udp) {
            assertSame(TCP.server(), tcp);
            assertSame(UDP.udpServer(), udp);
        }

        @Test
        void first(@Echo EchoServer tcp, @Echo UdpEchoServer udp) {
            assertSame(TCP.server(), tcp);
            assertSame(UDP.udpServer(), udp);
        }

        @Test
        void second(
                @Echo("TCP") InetSocketAddress tcp,
                @Echo("OnePerProtocol.UDP") InetSocketAddress udp) {
            assertEquals(TCP.address(), tcp);
            assertEquals(UDP.address(), udp);
        }
    }

    static class OnePerProtocolAndTest {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();

        @RegisterExtension
        private final EchoServerExtension udp = EchoServerExtension.createUdp();

        @BeforeEach
        @AfterEach
        void isThere(@Echo EchoServer server, @Echo UdpEchoServer udpServer) {
            assertSame(TCP.server(), server);
            assertSame(udp.udpServer(), udpServer);
        }

        @Test
        void first(@Echo("udp") InetSocketAddress address) {
            assertEquals(udp.address(), address);
        }

        @Test
        void second(@Echo("TCP") InetSocketAddress address) {
            assertEquals(TCP.address(), address);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OnePerProtocolAndInstance extends OnePerProtocolAndTest {
    }

    abstract static class Base {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();
    }

    static class Heir extends Base {

        @RegisterExtension
        final EchoServerExtension udp = EchoServerExtension.createUdp();

        @Test
        void first(@Echo EchoServer server, @Echo UdpEchoServer udpServer) {
            assertSame(TCP.server(), server);
            assertSame(udp.udpServer(), udpServer);
        }

        @Test
        void second(@Echo("Base.TCP") InetSocketAddress address) {
            assertEquals(TCP.address(), address);
        }
    }

    static class Outer {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension outerUdp = EchoServerExtension.createUdp();

        @Test
        void outer(@Echo EchoServer server, @Echo UdpEchoServer udpServer) {
            assertSame(TCP.server(), server);
            assertSame(outerUdp.udpServer(), udpServer);
        }

        @Nested
        class Inner {

            @RegisterExtension
            final EchoServerExtension innerUdp = EchoServerExtension.createUdp();

            @Test
            void inner(
                    @Echo EchoServer server,
                    @Echo("innerUdp") UdpEchoServer inner,
                    @Echo("outerUdp") UdpEchoServer outer) {
                assertSame(TCP.server(), server);
                assertSame(innerUdp.udpServer(), inner);
                assertSame(outerUdp.udpServer(), outer);
            }
        }
    }

    static class Chosen {

        @RegisterExtension
        static final EchoServerExtension FIRST = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension second = EchoServerExtension.create().withUdp();

        Chosen(@Echo EchoServer server) {
            assertSame(FIRST.server(), server);
        }

        @Test
        void first(@Echo("FIRST") EchoServer server, @Echo("second") EchoServer other) {
            assertSame(FIRST.server(), server);
            assertSame(second.server(), other);
        }

        @Test
        void second(@Echo("second") EchoServer server, @Echo UdpEchoServer udp) {
            assertSame(second.server(), server);
            assertSame(second.udpServer(), udp);
        }
    }

    static class SameNames {

        @RegisterExtension
        static final EchoServerExtension ECHO = EchoServerExtension.create();

        @Test
        void outer(@Echo("ECHO") EchoServer server) {
            assertSame(ECHO.server(), server);
        }

        @Nested
        class Inner {

            @RegisterExtension
            static final EchoServerExtension ECHO = EchoServerExtension.create();

            @BeforeAll
            static void isReady(@Echo("SameNames.ECHO") EchoServer outer) {
                assertSame(SameNames.ECHO.server(), outer);
            }

            @Test
            void inner(
                    @Echo("Inner.ECHO") EchoServer inner,
                    @Echo("SameNames.ECHO") EchoServer outer) {
                assertSame(ECHO.server(), inner);
                assertSame(SameNames.ECHO.server(), outer);
            }
        }
    }

    @ExtendWith(EchoServerExtension.class)
    static class OneOfExtendWith {

        @RegisterExtension
        final EchoServerExtension udp = EchoServerExtension.createUdp();

        @Test
        void first(@Echo EchoServer server) {
            assertEquals(0, server.openConnections().size());
        }

        @Test
        void second(@Echo UdpEchoServer server) {
            assertSame(udp.udpServer(), server);
        }
    }

    static class EarlyButOneRuns {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();

        EarlyButOneRuns(@Echo EchoServer server) {
            assertSame(TCP.server(), server);
        }

        @Test
        @ExtendWith(EchoServerExtension.class)
        void first() {
        }

        @Test
        void second() {
        }
    }

    static class Ambiguous {

        @RegisterExtension
        final EchoServerExtension first = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension second = EchoServerExtension.create();

        @Test
        void isNotRun(@Echo EchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class AmbiguousAddress {

        @RegisterExtension
        static final EchoServerExtension TCP = EchoServerExtension.create();

        @RegisterExtension
        static final EchoServerExtension UDP = EchoServerExtension.createUdp();

        @Test
        void isNotRun(@Echo InetSocketAddress address) {
            throw new AssertionError(address);
        }
    }

    static class AmbiguousHeir extends Base {

        @RegisterExtension
        final EchoServerExtension own = EchoServerExtension.create();

        @Test
        void isNotRun(@Echo EchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class AmbiguousOuter {

        @RegisterExtension
        static final EchoServerExtension ECHO = EchoServerExtension.create();

        @Nested
        class Inner {

            @RegisterExtension
            static final EchoServerExtension ECHO = EchoServerExtension.create();

            @Test
            void isNotRun(@Echo("ECHO") EchoServer server) {
                throw new AssertionError(server);
            }
        }
    }

    @ExtendWith(EchoServerExtension.class)
    static class AmbiguousExtendWith {

        @RegisterExtension
        static final EchoServerExtension ECHO = EchoServerExtension.create();

        @Test
        void isNotRun(@Echo EchoServer server) {
            throw new AssertionError(server);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class AmbiguousEarly {

        @RegisterExtension
        static final EchoServerExtension first = EchoServerExtension.create();

        @RegisterExtension
        static final EchoServerExtension second = EchoServerExtension.create();

        AmbiguousEarly(@Echo EchoServer server) {
            throw new AssertionError(server);
        }

        @Test
        void isNotRun() {
            throw new AssertionError();
        }
    }

    static class Misnamed {

        @RegisterExtension
        final EchoServerExtension first = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension second = EchoServerExtension.create();

        @Test
        void isNotRun(@Echo("thrid") EchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class NamedForUdp {

        @RegisterExtension
        final EchoServerExtension tcp = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension udp = EchoServerExtension.createUdp();

        @Test
        void isNotRun(@Echo("tcp") UdpEchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class NoneForUdp {

        @RegisterExtension
        final EchoServerExtension first = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension second = EchoServerExtension.create();

        @Test
        void isNotRun(@Echo UdpEchoServer server) {
            throw new AssertionError(server);
        }
    }

    static class WrongType {

        @RegisterExtension
        final EchoServerExtension first = EchoServerExtension.create();

        @RegisterExtension
        final EchoServerExtension second = EchoServerExtension.createUdp();

        @Test
        void isNotRun(@Echo String server) {
            throw new AssertionError(server);
        }
    }
}
