package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingTest {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = Arena.ofAuto().allocate(Libc.ERRNO_BYTES, Long.BYTES);
    private Ring ring;

    @BeforeAll
    static void isAvailable() {
        IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    @BeforeEach
    void open() throws IOException {
        ring = Ring.open(8);
        ring.enable();
    }

    @AfterEach
    void close() throws IOException {
        ring.close();
        arena.close();
    }

    @Test
    void completesWhatWasFilledIn() throws Exception {
        ring.nop(0x0123_4567_89ab_cdefL);
        assertFalse(ring.next());
        ring.enter(1, DEADLINE_NANOS);
        assertCompletes(0x0123_4567_89ab_cdefL, 0);
        assertFalse(ring.next());
    }

    @Test
    void fullSubmissionQueueIsSubmittedAndGoesOn() throws Exception {
        for (int i = 0; i < ring.entries() + 3; i++) {
            ring.nop(i);
        }
        for (int i = 0; i < ring.entries() + 3; i++) {
            await();
            assertEquals(i, ring.tag());
        }
    }

    @Test
    void completionsThatHaveNoRoomAreKeptInOrder() throws Exception {
        int count = ring.completions() * 3 + 1;
        for (int i = 0; i < count; i++) {
            ring.nop(i);
        }
        ring.submit();
        assertTrue(ring.overflown());
        for (int i = 0; i < count; i++) {
            await();
            assertEquals(i, ring.tag());
        }
        ring.enter(0, 0);
        assertFalse(ring.next());
        assertFalse(ring.overflown());
    }

    /** The numbers of entries run over the largest int. */
    @Test
    void queuesGoRoundForALongTime() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            ring.nop(i);
            ring.enter(1, DEADLINE_NANOS);
            assertCompletes(i, 0);
        }
    }

    @Test
    void waitEndsWithItsTime() throws Exception {
        long beganNanos = System.nanoTime();
        ring.enter(1, TimeUnit.MILLISECONDS.toNanos(20));
        assertTrue(System.nanoTime() - beganNanos >= TimeUnit.MILLISECONDS.toNanos(20));
        assertFalse(ring.next());
    }

    /** The kernel ends a batch at an entry that it cannot even read: that has no address. */
    @Test
    void entryThatFailsAtOnceHoldsNothingUp() throws Exception {
        ring.connect(-1, 0, 16, 1);
        ring.nop(2);
        ring.connect(-1, 0, 16, 3);
        ring.nop(4);
        ring.submit();
        ring.enter(0, 0);
        for (long tag = 1; tag <= 4; tag++) {
            assertCompletes(tag, tag % 2 == 0 ? 0 : -14); // EFAULT
        }
    }

    @Test
    void pollOfAnEventCompletesWithEachSignal() throws Exception {
        int event = Libc.eventfd();
        try {
            ring.pollReadable(event, 5);
            for (int i = 0; i < 3; i++) {
                ring.enter(0, 0);
                assertFalse(ring.next());
                Libc.signal(event, state);
                await();
                assertEquals(5, ring.tag());
                assertEquals(Ring.MORE, ring.flags() & Ring.MORE);
            }
            ring.cancel(5, 6);
            await();
            assertEquals(6, ring.tag());
            assertEquals(0, ring.result());
            await();
            assertEquals(5, ring.tag());
            assertEquals(-Errno.ECANCELED, ring.result());
            assertEquals(0, ring.flags() & Ring.MORE);
        } finally {
            Libc.close(event);
        }
    }

    @Test
    void signalFromAnotherThreadEndsAWaitForEver() throws Exception {
        int event = Libc.eventfd();
        try {
            ring.pollReadable(event, 5);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try {
                    Libc.signal(event, state);
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            ring.enter(1, -1);
            assertTrue(ring.next());
            other.join();
        } finally {
            Libc.close(event);
        }
    }

    @Test
    void connectsAcceptsSendsAndReceives() throws Exception {
        MemorySegment address = arena.allocate(SocketAddresses.BYTES, 8);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddresses.BYTES);
        MemorySegment out = arena.allocateFrom("hello");
        MemorySegment in = arena.allocate(100);
        int listener = listener();
        int client = Libc.socket(SocketAddresses.internetFamily());
        ring.accept(listener, address.address(), length.address(), 1);
        MemorySegment to = arena.allocate(SocketAddresses.BYTES, 8);
        int toBytes = SocketAddresses.write(addressOf(listener), SocketAddresses.internetFamily(), to);
        ring.connect(client, to.address(), toBytes, 2);
        int accepted = -1;
        for (int i = 0; i < 2; i++) {
            await();
            assertTrue(ring.result() >= 0, () -> ring.tag() + ": " + ring.result());
            accepted = ring.tag() == 1 ? ring.result() : accepted;
        }
        assertEquals(addressOf(client),
                SocketAddresses.read(address, length.get(ValueLayout.JAVA_INT, 0)));

        ring.receive(accepted, in.address(), 100, 3);
        ring.send(client, out.address(), 5, 4);
        for (int i = 0; i < 2; i++) {
            await();
            assertEquals(5, ring.result());
        }
        assertEquals(-1, in.asSlice(0, 5).mismatch(out.asSlice(0, 5)));

        Libc.shutdown(client, Libc.SHUT_WR);
        ring.receive(accepted, in.address(), 100, 5);
        await();
        assertEquals(0, ring.result());
        for (int fd : new int[] {listener, client, accepted}) {
            Libc.close(fd);
        }
    }

    /** Cancels by what it was filled in with: numbers of descriptors come back. */
    @Test
    void cancelledReceiveCompletesAndLeavesTheBytes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int client = connected(server);
            try (Socket peer = server.accept()) {
                MemorySegment in = arena.allocate(10);
                ring.receive(client, in.address(), 10, 7);
                ring.submit();
                ring.cancel(8, 9);
                await();
                assertEquals(-Errno.ENOENT, ring.result());
                ring.cancel(7, 10);
                for (int i = 0; i < 2; i++) {
                    await();
                    assertEquals(ring.tag() == 7 ? -Errno.ECANCELED : 0, ring.result());
                }
                peer.getOutputStream().write(42);
                ring.receive(client, in.address(), 10, 11);
                await();
                assertEquals(1, ring.result());
                assertEquals(42, in.get(ValueLayout.JAVA_BYTE, 0));
            } finally {
                Libc.close(client);
            }
        }
    }

    @Test
    void anotherThreadIsRefused() {
        CompletionException e = assertThrows(CompletionException.class,
                () -> CompletableFuture.runAsync(() -> {
                    try {
                        ring.nop(1);
                        ring.enter(0, 0);
                    } catch (IOException refused) {
                        throw new CompletionException(refused);
                    }
                }).join());
        assertEquals(Errno.EEXIST, ((Ring.RefusedException) e.getCause()).errno());
    }

    @Test
    void canBeMadeByOneThreadForAnother() throws Exception {
        Ring made = CompletableFuture.supplyAsync(() -> {
            try {
                return Ring.open(8);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }).get();
        try (made) {
            made.enable();
            made.nop(1);
            made.enter(1, DEADLINE_NANOS);
            assertTrue(made.next());
        }
    }

    @Test
    void closingTwiceIsNothing() throws Exception {
        ring.close();
        ring.close();
    }

    @Test
    void allocatesNothing() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadlineNanos = System.nanoTime() + DEADLINE_NANOS;
        long least = Long.MAX_VALUE;
        // Until it is compiled, it does.
        while (least > 0 && System.nanoTime() - deadlineNanos < 0) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                turn();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 1000, least + " bytes in 1,000 turns");
    }

    private void turn() throws IOException {
        ring.nop(1);
        ring.enter(1, DEADLINE_NANOS);
        while (ring.next()) {
            assertEquals(0, ring.result());
        }
    }

    private int connected(ServerSocket server) throws Exception {
        MemorySegment to = arena.allocate(SocketAddresses.BYTES, 8);
        int bytes = SocketAddresses.write(
                server.getLocalSocketAddress(), SocketAddresses.internetFamily(), to);
        int client = Libc.socket(SocketAddresses.internetFamily());
        ring.connect(client, to.address(), bytes, 100);
        await();
        assertEquals(0, ring.result());
        return client;
    }

    private int listener() throws IOException {
        int listener = Libc.socket(SocketAddresses.internetFamily());
        MemorySegment address = arena.allocate(SocketAddresses.BYTES, 8);
        int bytes = SocketAddresses.write(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketAddresses.internetFamily(), address);
        Libc.bind(listener, address, bytes);
        Libc.listen(listener, 10);
        return listener;
    }

    private InetSocketAddress addressOf(int fd) throws IOException {
        MemorySegment address = arena.allocate(SocketAddresses.BYTES, 8);
        return (InetSocketAddress) SocketAddresses.read(address, Libc.getsockname(fd, address));
    }

    private void assertCompletes(long tag, int result) {
        assertTrue(ring.next());
        assertEquals(tag, ring.tag());
        assertEquals(result, ring.result());
    }

    private void await() throws IOException {
        long deadlineNanos = System.nanoTime() + DEADLINE_NANOS;
        while (!ring.next()) {
            assertTrue(System.nanoTime() - deadlineNanos < 0, "nothing completes");
            ring.enter(1, DEADLINE_NANOS);
        }
    }
}
