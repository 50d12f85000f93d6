package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a kernel that works while others look elsewhere can do to channels. */
@Timeout(120)
class RingHazardsTest extends ProviderTest {

    /** More than a ring has entries, and twice as many as it has completions. */
    private static final int MANY = 1024;

    private static final int SIGUSR2 = 12;

    RingHazardsTest() {
        super(Provider.IO_URING);
    }

    /** The bytes have come, and nobody has looked yet, when the channel is closed. */
    @Test
    void numbersComeBackWhileCompletionsAreOnTheirWay() throws Exception {
        int count = 100;
        List<Link> old = links(count);
        List<Outcome<Integer>> reads = new ArrayList<>();
        for (Link link : old) {
            reads.add(read(link.channel(), ByteBuffer.allocateDirect(1)));
        }
        List<AsynchronousSocketChannel> opened = new ArrayList<>();
        List<Outcome<Void>> connects = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, count, InetAddress.getLoopbackAddress())) {
            inHandler(link().channel(), () -> {
                try {
                    for (Link link : old) {
                        link.send((byte) 1);
                        link.channel().close();
                        AsynchronousSocketChannel next = channel();
                        Outcome<Void> connected = outcome();
                        next.connect(server.getLocalSocketAddress(), null, connected);
                        opened.add(next);
                        connects.add(connected);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < count; i++) {
                assertNull(connects.get(i).value());
                reads.get(i).failure(AsynchronousCloseException.class);
                assertEquals(0, old.get(i).peer().getInputStream().available());
            }
            for (int i = 0; i < count; i++) {
                Socket peer = closing(server.accept());
                peer.getOutputStream().write(Bytes.of(10));
            }
            for (AsynchronousSocketChannel channel : opened) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(10);
                while (buffer.hasRemaining()) {
                    assertTrue(read(channel, buffer).value() > 0);
                }
                Bytes.check(buffer);
            }
        }
    }

    /** The socket that a handler opens next takes the number of one that it has just closed. */
    @Test
    void entryThatWasNotSubmittedDoesNotGoToTheNextOwnerOfItsNumber() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 20; i++) {
                Link link = link();
                Outcome<Integer> writing = outcome();
                Socket[] next = new Socket[1];
                inHandler(link.channel(), () -> {
                    link.channel().write(ByteBuffer.allocateDirect(100), null, writing);
                    try {
                        link.channel().close();
                        next[0] = new Socket(server.getInetAddress(), server.getLocalPort());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                writing.failure(AsynchronousCloseException.class);
                try (Socket peer = server.accept()) {
                    next[0].close();
                    assertEquals(-1, peer.getInputStream().read());
                }
            }
        }
    }

    /**
     * All are begun in one handler, and the bytes for all have come before, so that they complete as
     * they are submitted; there is no room for so many completions.
     */
    @Test
    void moreIsBegunAndCompletedAtOnceThanTheQueuesHold() throws Exception {
        List<Link> links = links(MANY);
        List<ByteBuffer> buffers = new ArrayList<>();
        List<Outcome<Integer>> reads = new ArrayList<>();
        for (Link link : links) {
            link.send(Bytes.of(10));
        }
        inHandler(link().channel(), () -> {
            for (Link link : links) {
                buffers.add(ByteBuffer.allocateDirect(10));
                reads.add(read(link.channel(), buffers.getLast()));
            }
        });
        for (int i = 0; i < MANY; i++) {
            assertEquals(10, reads.get(i).value());
            Bytes.check(buffers.get(i));
        }
    }

    @Test
    void manyAreClosedAtOnceInAHandler() throws Exception {
        List<Link> links = links(MANY);
        List<Outcome<Integer>> reads = new ArrayList<>();
        for (Link link : links) {
            reads.add(read(link.channel(), ByteBuffer.allocateDirect(1)));
        }
        inHandler(link().channel(), () -> {
            try {
                group.shutdownNow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        for (Outcome<Integer> read : reads) {
            read.failure(AsynchronousCloseException.class);
        }
        for (Link link : links) {
            assertEquals(-1, link.peer().getInputStream().read());
        }
    }

    /** SIGUSR2 is the JVM's own, which does nothing with one that nobody sent. */
    @Test
    void signalsAndInterruptsCutNothingShort() throws Exception {
        Link link = link();
        MethodHandle self = function("pthread_self", FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        MethodHandle kill = function("pthread_kill", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        long[] thread = new long[1];
        inHandler(link.channel(), () -> thread[0] = (long) invoke(self));
        Thread loop = threads.iterator().next();
        for (int i = 0; i < 300; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            Outcome<Integer> reading = read(link.channel(), buffer);
            assertEquals(0, (int) invoke(kill, thread[0], SIGUSR2));
            loop.interrupt();
            if (i % 20 == 0) {
                System.gc();
            }
            assertEquals(0, (int) invoke(kill, thread[0], SIGUSR2));
            link.send(Bytes.of(10));
            assertEquals(0, (int) invoke(kill, thread[0], SIGUSR2));
            assertEquals(10, reading.value());
            Bytes.check(buffer);
            assertEquals(10, write(link.channel(), buffer.flip()).value());
            Bytes.check(0, link.receive(10), 10);
        }
        assertTrue(loop.isAlive());
        assertTrue(uncaught.isEmpty(), uncaught::toString);
    }

    /** Whoever waits for the peer must not have the loop wait. */
    @Test
    void closingWithALingerDoesNotHoldUpTheLoop() throws Exception {
        Link stalled = narrowLink();
        stalled.channel().setOption(StandardSocketOptions.SO_LINGER, 60);
        Outcome<Integer> writing = stuckWrite(stalled.channel());
        long began = System.nanoTime();
        stalled.channel().close();
        writing.failure(AsynchronousCloseException.class);
        inHandler(link().channel(), () -> { });
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
    }

    private List<Link> links(int count) throws Exception {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            links.add(link());
        }
        return links;
    }

    @SuppressWarnings("restricted")
    static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    static Object invoke(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
