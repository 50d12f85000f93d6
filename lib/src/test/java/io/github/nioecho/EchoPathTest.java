package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an echo does without; see {@link SystemCallsTest} for what it needs. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class EchoPathTest {

    private static final int WARM_UP = 200;
    private static final int ECHOES = 100;

    /**
     * The JVM interprets all code, so that every object that the code makes is one. What the JDK
     * makes, in Java 17 and 25 (found with {@code -XX:-UseTLAB} and a recording of {@code
     * jdk.ObjectAllocationOutsideTLAB}):
     *
     * <ul>
     * <li>24 bytes for each event that it polls, an {@code EPollPort.Event}; of a stream that is one
     *     for 17 operations, see {@link SystemCallsTest}
     * <li>16 bytes for each read or write of more than 127 bytes, an {@code Integer}
     * <li>16 bytes for each event of a descriptor above 127, an {@code Integer} again, to look it up
     *     in {@code Port.fdToChannel} (none here)
     * </ul>
     *
     * <p>So an echo of 64 bytes leaves 24, one of 1 KiB 56, and a chunk of a stream 35. The compiler
     * makes do without some, here as there.
     */
    @ParameterizedTest
    @CsvSource({"64, 1024", "1024, 1024", "16384, 256"})
    @EnabledOnOs(value = OS.LINUX,
            disabledReason = "knows by the JDK's class for epoll when a loop waits for events")
    @OnlyOnJdkChannels("the garbage for each event, and where its thread waits for one")
    void leavesTheGarbageOfTheJdkOnly(int messageBytes, int bufferBytes) throws Exception {
        Map<Long, Integer> bare = garbage(MeteredServer.Kind.BARE, messageBytes, bufferBytes);
        System.out.println("garbage of an echo of " + messageBytes + " bytes by a buffer of "
                + bufferBytes + ": " + bare.keySet() + " bytes");
        assertEquals(1, bare.size(), () -> "not the same for each echo: " + bare);
        assertEquals(bare, garbage(MeteredServer.Kind.UNOBSERVED, messageBytes, bufferBytes));
        assertEquals(bare, garbage(MeteredServer.Kind.OBSERVED, messageBytes, bufferBytes));
    }

    /** With every monitor of the server's in other hands, echoes go on. */
    @Test
    void takesNoLockOfTheServer() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket client = Clients.connect(server.address());
                Socket last = Clients.connect(server.address())) {
            Clients.assertEchoes(last, new byte[] {1});
            // The loop may have echoed that before it was done with accepting, but not this.
            Clients.assertEchoes(client, new byte[] {1});
            Deque<Object> monitors = new ArrayDeque<>(ownObjects(server));
            assertTrue(monitors.stream().anyMatch(EventLoop.class::isInstance)
                    && monitors.stream().anyMatch(EchoConnection.class::isInstance),
                    () -> "finds the server's objects: " + monitors);
            holding(monitors, () -> {
                for (int i = 0; i < 10; i++) {
                    Clients.assertEchoes(client, Clients.randomBytes(3000, i));
                }
            });
        }
    }

    /** Returns how many bytes of objects the event loop made for an echo, and for how many. */
    private static Map<Long, Integer> garbage(
            MeteredServer.Kind kind, int messageBytes, int bufferBytes) throws Exception {
        byte[] message = Clients.randomBytes(messageBytes, messageBytes);
        Map<Long, Integer> garbage = new TreeMap<>();
        try (ChildJvm child = ChildJvm.start("true", List.of("-Xint"), MeteredServer.class,
                kind.name(), "" + bufferBytes);
                Socket client = Clients.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(child.line())))) {
            long before = 0;
            for (int i = 0; i < WARM_UP + ECHOES; i++) {
                Clients.assertEchoes(client, message);
                // Also lets the loop wait for the next message, which a read would find early.
                long after = Long.parseLong(child.ask("bytes"));
                if (i >= WARM_UP) {
                    garbage.merge(after - before, 1, Integer::sum);
                }
                before = after;
            }
        }
        return garbage;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void holding(Deque<Object> monitors, Action action) throws Exception {
        Object monitor = monitors.poll();
        if (monitor == null) {
            action.run();
            return;
        }
        synchronized (monitor) {
            holding(monitors, action);
        }
    }

    /** Returns all objects that a server of ours consists of, and those it has made to lock. */
    private static Set<Object> ownObjects(EchoServer server) throws IllegalAccessException {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> toSearch = new ArrayDeque<>(List.of(server));
        while (!toSearch.isEmpty()) {
            Object object = toSearch.poll();
            boolean own = object.getClass().getPackage() == EchoServer.class.getPackage();
            if (object instanceof Iterable<?> several) {
                several.forEach(toSearch::add);
            } else if ((own || object.getClass() == Object.class) && found.add(object) && own) {
                for (Field field : object.getClass().getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        Optional.ofNullable(field.get(object)).ifPresent(toSearch::add);
                    }
                }
            }
        }
        return found;
    }
}
