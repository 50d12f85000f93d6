package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel writes where it was told to, whoever has that memory then: nobody else does. */
@Timeout(60)
class RingMemoryTest extends ProviderTest {

    private static final int SIZE = 100;

    RingMemoryTest() {
        super(Provider.IO_URING);
    }

    @Test
    void bufferThatNobodyElseKnowsStaysWhileItIsRead() throws Exception {
        Link link = link();
        Outcome<Integer> reading = outcome();
        WeakReference<ByteBuffer> buffer = readIntoForgotten(link, reading);
        collectGarbage();
        assertNotNull(buffer.get());
        link.send(Bytes.of(SIZE));
        assertEquals(SIZE, reading.value());
        awaitGone(buffer);
    }

    @Test
    void bufferOfACancelledReadStaysUntilTheKernelLetsGo() throws Exception {
        for (int i = 0; i < 20; i++) {
            Link link = link();
            WeakReference<ByteBuffer> buffer = readAndCancel(link);
            awaitGone(buffer);
            link.send(Bytes.of(SIZE));
            ByteBuffer next = ByteBuffer.allocateDirect(SIZE);
            assertEquals(SIZE, read(link.channel(), next).value());
            Bytes.check(next);
        }
    }

    /** It is closed while the kernel has a read into its memory, which others get at once. */
    @Test
    void arenaThatIsClosedWhileItsMemoryIsReadIntoIsNotWrittenTo() throws Exception {
        Link link = link();
        Outcome<Integer> reading;
        List<ByteBuffer> others = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            reading = read(link.channel(), arena.allocate(SIZE).asByteBuffer());
            inHandler(link().channel(), () -> { });
        }
        try (Arena others2 = Arena.ofConfined()) {
            for (int i = 0; i < 1000; i++) {
                others.add(others2.allocate(SIZE).asByteBuffer());
            }
            link.send(Bytes.of(SIZE));
            reading.failure(IllegalStateException.class);
            for (ByteBuffer other : others) {
                while (other.hasRemaining()) {
                    assertEquals(0, other.get());
                }
            }
        }
        assertUsable(link);
    }

    @Test
    void memoryOfArenasIsReadIntoAndWritten() throws Exception {
        Link link = link();
        for (Arena arena : new Arena[] {Arena.ofShared(), Arena.ofAuto(), Arena.global()}) {
            ByteBuffer buffer = arena.allocate(SIZE).asByteBuffer();
            link.send(Bytes.of(SIZE));
            assertEquals(SIZE, read(link.channel(), buffer).value());
            Bytes.check(buffer);
            assertEquals(SIZE, write(link.channel(), buffer.flip()).value());
            Bytes.check(0, link.receive(SIZE), SIZE);
        }
    }

    /** Of another thread than the loop's. */
    @Test
    void memoryOfAConfinedArenaFailsTheOperationOnly() throws Exception {
        Link link = link();
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer buffer = arena.allocate(SIZE).asByteBuffer();
            write(link.channel(), buffer).failure(WrongThreadException.class);
            link.send(Bytes.of(SIZE));
            read(link.channel(), buffer).failure(WrongThreadException.class);
        }
        link.send(Bytes.of(SIZE));
        assertEquals(SIZE, read(link.channel(), ByteBuffer.allocateDirect(SIZE)).value());
    }

    /** Its position moves, and others come between. */
    @Test
    void sameBufferIsUsedAgainAndAgain() throws Exception {
        Link link = link();
        ByteBuffer one = ByteBuffer.allocateDirect(SIZE);
        ByteBuffer slice = ByteBuffer.allocateDirect(2 * SIZE).position(50).slice();
        for (int i = 0; i < 10; i++) {
            for (ByteBuffer buffer : new ByteBuffer[] {one, one, one, slice, slice, one}) {
                buffer.clear().limit(SIZE);
                link.send(Bytes.of(SIZE));
                while (buffer.hasRemaining()) {
                    int part = Math.min(buffer.remaining(), 30);
                    buffer.limit(buffer.position() + part);
                    read(link.channel(), buffer).value();
                    buffer.limit(SIZE);
                }
                Bytes.check(buffer);
                buffer.position(10);
                assertEquals(SIZE - 10, write(link.channel(), buffer).value());
                Bytes.check(10, link.receive(SIZE - 10), SIZE - 10);
            }
        }
    }

    private void assertUsable(Link link) throws Exception {
        link.send(Bytes.of(SIZE));
        ByteBuffer next = ByteBuffer.allocateDirect(SIZE);
        assertEquals(SIZE, read(link.channel(), next).value());
        Bytes.check(next);
    }

    private static WeakReference<ByteBuffer> readIntoForgotten(Link link, Outcome<Integer> outcome) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        link.channel().read(buffer, null, outcome);
        return new WeakReference<>(buffer);
    }

    private static WeakReference<ByteBuffer> readAndCancel(Link link) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        link.channel().read(buffer).cancel(false);
        return new WeakReference<>(buffer);
    }

    /** What can go after the first may need another. */
    private static void collectGarbage() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
    }

    private static void awaitGone(WeakReference<?> reference) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (reference.get() != null) {
            assertTrue(System.nanoTime() - deadline < 0, "it is held for ever");
            System.gc();
        }
    }
}
