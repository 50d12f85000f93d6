package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop whose engine fails: goes on if it can, and else leaves nothing pending or open. */
@Timeout(60)
class RingLoopFailureTest {

    /** More than a ring has entries. */
    private static final int MANY = 300;

    /** What the JVM may open meanwhile, for itself. */
    private static final int MARGIN = 10;

    private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    private final List<Link> links = new ArrayList<>();
    private final Faulty provider = new Faulty();
    private Thread thread;

    @BeforeAll
    static void isAvailable() {
        IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    @AfterEach
    void closeLinks() throws IOException {
        for (Link link : links) {
            link.close();
        }
    }

    @Test
    void loopThatMeetsAnErrorGoesOn() throws Exception {
        AsynchronousChannelGroup group = openGroup();
        Link link = link(group);
        for (int i = 0; i < 10; i++) {
            Throwable error = i % 2 == 0 ? new OutOfMemoryError("a test's")
                    : new IllegalStateException("a test's");
            Outcome<Integer> reading = new Outcome<>();
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            link.channel().read(buffer, null, reading);
            if (i % 4 < 2) {
                provider.engine.before = error;
            } else {
                provider.engine.after = error;
            }
            provider.engine.wakeup();
            link.send(Bytes.of(10));
            assertEquals(10, reading.value());
            Bytes.check(buffer);
            Outcome<Integer> writing = new Outcome<>();
            link.channel().write(buffer.flip(), null, writing);
            assertEquals(10, writing.value());
            assertSame(error, uncaught.removeLast());
        }
        assertTrue(thread.isAlive());
        assertEnds(group);
    }

    /** What waits for wake-ups ends when there is no room for its completion. */
    @Test
    void loopCanBeWokenAfterItsCompletionsHadNoRoom() throws Exception {
        AsynchronousChannelGroup group = openGroup();
        List<Outcome<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < 3 * MANY; i++) {
            link(group).send((byte) 1);
        }
        Outcome<Integer> handler = new Outcome<>(ignored -> {
            for (Link link : links) {
                reads.add(new Outcome<>());
                link.channel().read(ByteBuffer.allocateDirect(1), null, reads.getLast());
            }
            provider.engine.wakeup();
        });
        links.getFirst().channel().write(ByteBuffer.allocate(0), null, handler);
        handler.value();
        for (Outcome<Integer> read : reads) {
            assertEquals(1, read.value());
        }
        for (Link link : links.subList(0, 10)) {
            Outcome<Integer> writing = new Outcome<>();
            link.channel().write(ByteBuffer.allocateDirect(1), null, writing);
            assertEquals(1, writing.value());
        }
        assertEnds(group);
    }

    @Test
    void loopThatCannotWaitClosesItsChannels() throws Exception {
        AsynchronousChannelGroup group = openGroup();
        long descriptors = descriptors();
        List<Outcome<Integer>> reads = readMany(group);
        provider.engine.before = new IOException("a test's");
        assertAllEnds(group, reads, descriptors);
        assertEquals("a test's", uncaught.getFirst().getMessage());
    }

    /** Nothing can be cancelled then. */
    @Test
    void loopWhoseRingIsGoneClosesItsChannels() throws Exception {
        AsynchronousChannelGroup group = openGroup();
        long descriptors = descriptors();
        List<Outcome<Integer>> reads = readMany(group);
        int other = Libc.eventfd();
        RingHazardsTest.invoke(RingHazardsTest.function("dup2", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)),
                other, ringDescriptor());
        Libc.close(other);
        assertAllEnds(group, reads, descriptors);
    }

    private List<Outcome<Integer>> readMany(AsynchronousChannelGroup group) throws Exception {
        List<Outcome<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            reads.add(new Outcome<>());
            link(group).channel().read(ByteBuffer.allocateDirect(1), null, reads.getLast());
        }
        return reads;
    }

    private void assertAllEnds(AsynchronousChannelGroup group, List<Outcome<Integer>> reads,
            long descriptorsBefore) throws Exception {
        provider.engine.wakeup();
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertFalse(thread.isAlive());
        for (Outcome<Integer> read : reads) {
            read.failure(AsynchronousCloseException.class);
            assertEquals(1, read.calls());
        }
        for (Link link : links) {
            assertFalse(link.channel().isOpen());
            assertEquals(-1, link.peer().getInputStream().read());
            link.peer().close();
        }
        // Its ring and its eventfd are gone besides.
        assertTrue(descriptors() <= descriptorsBefore + MARGIN - 2);
    }

    private AsynchronousChannelGroup openGroup() throws IOException {
        return provider.openAsynchronousChannelGroup(1, task -> {
            thread = new Thread(task, "a loop that fails");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, failure) -> uncaught.add(failure));
            return thread;
        });
    }

    private Link link(AsynchronousChannelGroup group) throws Exception {
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(ProviderTest.ANY);
            AsynchronousSocketChannel channel = provider.openAsynchronousSocketChannel(group);
            channel.connect(listener.getLocalSocketAddress()).get(10, TimeUnit.SECONDS);
            links.add(new Link(channel, listener.accept()));
            return links.getLast();
        }
    }

    private static void assertEnds(AsynchronousChannelGroup group) throws Exception {
        group.shutdownNow();
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
    }

    private int ringDescriptor() throws Exception {
        Field field = Ring.class.getDeclaredField("fd");
        field.setAccessible(true);
        return field.getInt(provider.engine.ring.ring());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Opens engines that fail when they are told to. */
    private static final class Faulty extends LoopProvider {

        FaultyEngine engine;

        @Override
        Engine openEngine() throws IOException {
            engine = new FaultyEngine(new RingEngine());
            return engine;
        }
    }

    private static final class FaultyEngine implements Engine {

        final RingEngine ring;

        /** What it fails with once, instead of a wait; set by the test. */
        volatile Throwable before;

        /** The same, after what a wait has completed. */
        volatile Throwable after;

        FaultyEngine(RingEngine ring) {
            this.ring = ring;
        }

        @Override
        public void begin() throws IOException {
            ring.begin();
        }

        @Override
        public void await(long nanos, Loop loop) throws IOException {
            Throwable now = before;
            before = null;
            fail(now);
            ring.await(nanos, loop);
            now = after;
            after = null;
            fail(now);
        }

        private static void fail(Throwable failure) throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }

        @Override
        public void wakeup() {
            ring.wakeup();
        }

        @Override
        public void close() {
            ring.close();
        }

        @Override
        public StreamSocket openStream() throws IOException {
            return ring.openStream();
        }

        @Override
        public ListenerSocket openListener() throws IOException {
            return ring.openListener();
        }
    }
}
