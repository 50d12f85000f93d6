package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@Timeout(60)
class LeakCheckTest {

    @Test
    void passesATestThatCleansUp() {
        TestExecutionSummary summary = run(Tidy.class, "cleansUp");
        assertEquals(List.of(), summary.getFailures().stream()
                .map(TestExecutionSummary.Failure::getException).toList());
        assertEquals(1, summary.getTestsSucceededCount());
    }

    @Test
    void namesADescriptorLeftOpen() throws Exception {
        assumeFalse(ProcessState.now().descriptors().isEmpty(), "no /proc on this platform");
        try {
            assertFailsWith("leaksADescriptor", "-> socket:[");
        } finally {
            Leaky.socket.close();
        }
    }

    @Test
    void namesAThreadLeftRunning() throws Exception {
        try {
            assertFailsWith("leaksAThread", "thread \"left by a test\" WAITING daemon");
        } finally {
            Leaky.release.countDown();
            Leaky.thread.join();
        }
    }

    @Test
    void measuresDirectMemoryStillReachable() {
        try {
            assertFailsWith("leaksDirectMemory", "direct memory: ");
        } finally {
            Leaky.buffer = null;
        }
    }

    @Test
    void countsServersStillReachable() {
        try {
            assertFailsWith("leaksAClosedServer", "still reachable: {EchoServer=");
        } finally {
            Leaky.server = null;
        }
    }

    private static void assertFailsWith(String method, String text) {
        TestExecutionSummary summary = run(Leaky.class, method);
        assertEquals(1, summary.getTotalFailureCount());
        String message = summary.getFailures().get(0).getException().getMessage();
        assertTrue(message.contains(text), message);
    }

    private static TestExecutionSummary run(Class<?> fixture, String method) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(fixture, method)).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    /** Run by the tests above only: neither surefire nor Jupiter takes a static nested class. */
    @ExtendWith(LeakCheck.class)
    static class Tidy {

        @Test
        void cleansUp() throws Exception {
            ByteBuffer.allocateDirect(16 << 20);
            EchoServer.start().close();
        }
    }

    /** As above; what leaks is soon known. */
    static class Leaky {

        @RegisterExtension
        static final LeakCheck LEAK_CHECK = new LeakCheck(Duration.ofMillis(200));

        private static ServerSocket socket;
        private static Thread thread;
        private static CountDownLatch release;
        private static ByteBuffer buffer;
        private static EchoServer server;

        @Test
        void leaksADescriptor() throws Exception {
            socket = new ServerSocket(0);
        }

        @Test
        void leaksAThread() {
            release = new CountDownLatch(1);
            thread = new Thread(() -> {
                try {
                    release.await();
                } catch (InterruptedException expected) {
                    // Nobody interrupts it, and it would end.
                }
            }, "left by a test");
            thread.setDaemon(true);
            thread.start();
        }

        @Test
        void leaksDirectMemory() {
            buffer = ByteBuffer.allocateDirect(16 << 20);
        }

        @Test
        void leaksAClosedServer() throws Exception {
            server = EchoServer.start();
            server.close();
        }
    }
}
