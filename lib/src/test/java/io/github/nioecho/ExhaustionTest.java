package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in a process that runs out of something: it waits and recovers. */
@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "limits descriptors with the shell's ulimit")
class ExhaustionTest {

    private static final int DESCRIPTORS = 100;

    @Test
    void withoutDescriptorsItWaitsAtRestAndThenAcceptsAgain() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(
                "ulimit -n " + DESCRIPTORS, List.of(), ChildServer.class, "1024")) {
            InetSocketAddress address = address(child);
            for (int i = 0; i < DESCRIPTORS; i++) {
                sockets.add(Clients.connect(address));
            }
            awaitFailures(child, 1);
            assertEcho(sockets.subList(0, (int) report(child).accepted()));

            double load = awaitRest(child);
            System.out.printf("without descriptors: %.1f %% CPU%n", 100 * load);
            ChildServer.Report exhausted = report(child);
            int held = (int) exhausted.accepted();
            assertTrue(held > 40 && held < DESCRIPTORS, held + " accepted");
            assertEquals(held, exhausted.open());
            assertEcho(sockets.subList(0, held));
            assertTrue(exhausted.pauseMillis() > 10 && exhausted.pauseMillis() <= 1000,
                    "pauses for " + exhausted.pauseMillis() + " ms");
            assertEquals(exhausted.acceptFailures(), exhausted.reported(), 1);

            Socket waiting = sockets.get(held);
            waiting.getOutputStream().write(1);
            long freedNanos = System.nanoTime();
            for (Socket socket : sockets.subList(0, held)) {
                socket.close();
            }
            assertEquals(1, waiting.getInputStream().read());
            long tookNanos = System.nanoTime() - freedNanos;
            System.out.println("descriptors free, accepts again after "
                    + TimeUnit.NANOSECONDS.toMillis(tookNanos) + " ms");
            // At most the longest pause; ten times that on a busy machine.
            assertTrue(tookNanos < Duration.ofSeconds(10).toNanos(), tookNanos + " ns");
            assertEcho(sockets.subList(held, DESCRIPTORS));
        } finally {
            close(sockets);
        }
    }

    /** The first record of a JVM reads files: the time zones, and the logger's configuration. */
    @ParameterizedTest
    @ValueSource(strings = {"unobserved", "observed"})
    void warningWithoutDescriptorsDoesNoHarmToTheProcess(String observed) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start("ulimit -n " + DESCRIPTORS, List.of(),
                ExhaustedHost.class, observed)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    Integer.parseInt(child.line().split(" ")[0]));
            for (int i = 0; i < DESCRIPTORS; i++) {
                sockets.add(Clients.connect(address));
            }
            // The last one gets no answer while there are no descriptors.
            sockets.get(DESCRIPTORS - 1).setSoTimeout(1000);
            sockets.get(DESCRIPTORS - 1).getOutputStream().write(1);
            assertThrows(SocketTimeoutException.class,
                    () -> sockets.get(DESCRIPTORS - 1).getInputStream().read());
            close(sockets);
            String[] state = child.ask("how are you?").split(" ", 3);
            assertTrue(Long.parseLong(state[0]) > 0, "no accept has failed");
            assertEquals(observed.equals("observed"), Long.parseLong(state[1]) > 0);
            assertEquals("well", state[2]);
        } finally {
            close(sockets);
        }
    }

    @Test
    void withoutDirectMemoryItRefusesThatConnectionAndServesOn() throws Exception {
        List<Socket> served = new ArrayList<>();
        int bufferSize = 64 << 10;
        try (ChildJvm child = ChildJvm.start("true",
                List.of("-XX:MaxDirectMemorySize=1m"), ChildServer.class, "" + bufferSize)) {
            InetSocketAddress address = address(child);
            int refused = 0;
            while (refused < 2) {
                Socket socket = Clients.connect(address);
                if (isServed(socket)) {
                    served.add(socket);
                } else {
                    socket.close();
                    refused++;
                }
                assertTrue(served.size() <= (1 << 20) / bufferSize);
            }
            assertTrue(served.size() > 1, served.size() + " served");
            assertEcho(served);
            ChildServer.Report exhausted = report(child);
            assertEquals(served.size(), exhausted.open());
            assertEquals(refused, exhausted.acceptFailures());
            assertEquals(refused, exhausted.reported());

            served.remove(0).close();
            Clients.await("its buffer is free", () -> report(child).open() == served.size());
            Socket late = Clients.connect(address);
            served.add(late);
            assertEcho(served);
        } finally {
            close(served);
        }
    }

    private static boolean isServed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(1);
            return socket.getInputStream().read() == 1;
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Waits for two seconds that take less than a twentieth of a processor; returns the share. */
    private static double awaitRest(ChildJvm child) {
        double[] load = new double[1];
        Clients.await("the process is at rest", () -> {
            long beganNanos = System.nanoTime();
            Duration before = child.cpu();
            Clients.await("two seconds are over", () -> {
                LockSupport.parkNanos(1_000_000);
                return System.nanoTime() - beganNanos > 2_000_000_000L;
            });
            load[0] = (double) child.cpu().minus(before).toNanos()
                    / (System.nanoTime() - beganNanos);
            return load[0] < 0.05;
        });
        return load[0];
    }

    private static void awaitFailures(ChildJvm child, int count) {
        Clients.await(count + " failures", () -> report(child).acceptFailures() >= count);
    }

    private static InetSocketAddress address(ChildJvm child) throws Exception {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(child.line()));
    }

    private static ChildServer.Report report(ChildJvm child) {
        try {
            return ChildServer.Report.parse(child.ask("report"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertEcho(List<Socket> sockets) throws IOException {
        for (int i = 0; i < sockets.size(); i++) {
            Clients.assertEchoes(sockets.get(i), Clients.randomBytes(3000, i));
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
