package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Channels in the hands of several threads at once. */
@EveryProvider
class ConcurrencyTest extends ProviderTest {

    private static final int THREADS = 4;

    ConcurrencyTest(Provider provider) {
        super(provider);
    }

    @Test
    void eachByteIsReadOnceHoweverManyThreadsRead() throws Exception {
        int total = 2000;
        Link link = link();
        link.send(Bytes.of(total));
        link.peer().shutdownOutput();
        List<Byte> bytes = Collections.synchronizedList(new ArrayList<>());
        atOnce(() -> {
            ByteBuffer one = ByteBuffer.allocate(1);
            while (true) {
                try {
                    if (link.channel().read(one.clear()).get(10, TimeUnit.SECONDS) < 0) {
                        return null;
                    }
                    bytes.add(one.get(0));
                } catch (ReadPendingException expected) {
                    Thread.onSpinWait();
                }
            }
        });
        List<Byte> sent = new ArrayList<>();
        for (byte b : Bytes.of(total)) {
            sent.add(b);
        }
        Collections.sort(sent);
        Collections.sort(bytes);
        assertEquals(sent, bytes);
    }

    @Test
    void eachWriteIsSentWholeOrRefused() throws Exception {
        int size = 10;
        Link link = link();
        AtomicInteger written = new AtomicInteger();
        atOnce(() -> {
            for (int i = 0; i < 500; i++) {
                ByteBuffer block = Placement.DIRECT.full(size);
                try {
                    assertEquals(size, link.channel().write(block).get(10, TimeUnit.SECONDS));
                    written.incrementAndGet();
                } catch (WritePendingException expected) {
                    assertEquals(0, block.position());
                }
            }
            return null;
        });
        link.channel().shutdownOutput();
        byte[] received = link.peer().getInputStream().readAllBytes();
        assertEquals(written.get() * size, received.length);
        for (int i = 0; i < received.length; i++) {
            assertEquals(Bytes.at(i % size), received[i]);
        }
    }

    /** Whatever is called meanwhile, each operation that was started ends once. */
    @Test
    void closeMayRaceWithEverything() throws Exception {
        for (int i = 0; i < 200; i++) {
            Link link = link();
            AsynchronousSocketChannel channel = link.channel();
            Queue<Outcome<?>> started = new ConcurrentLinkedQueue<>();
            link.send((byte) 1);
            List<Callable<Void>> calls = List.of(() -> {
                started.add(read(channel, ByteBuffer.allocateDirect(8)));
                return null;
            }, () -> {
                started.add(write(channel, ByteBuffer.allocateDirect(8)));
                return null;
            }, () -> {
                channel.shutdownOutput();
                channel.getRemoteAddress();
                return null;
            }, () -> {
                channel.close();
                return null;
            });
            AtomicInteger next = new AtomicInteger();
            atOnce(() -> {
                try {
                    return calls.get(next.getAndIncrement()).call();
                } catch (IOException expected) {
                    return null;
                }
            });
            assertEquals(2, started.size());
            for (Outcome<?> outcome : started) {
                outcome.end();
            }
            inHandler(link().channel(), () -> { });
            for (Outcome<?> outcome : started) {
                assertEquals(1, outcome.calls());
            }
            link.close();
        }
    }

    @Test
    void operationsCanBeStartedFromAnyThread() throws Exception {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            links.add(link());
        }
        AtomicInteger next = new AtomicInteger();
        atOnce(() -> {
            Link link = links.get(next.getAndIncrement());
            ByteBuffer buffer = ByteBuffer.allocateDirect(1);
            for (int i = 0; i < 500; i++) {
                Outcome<Integer> reading = read(link.channel(), buffer.clear());
                link.send(Bytes.at(i));
                assertEquals(1, reading.value());
                assertEquals(Bytes.at(i), buffer.get(0));
            }
            return null;
        });
    }

    private static void atOnce(Callable<Void> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FutureTask<Void> each = new FutureTask<>(() -> {
                start.await();
                return task.call();
            });
            tasks.add(each);
            new Thread(each).start();
        }
        for (FutureTask<Void> each : tasks) {
            each.get(30, TimeUnit.SECONDS);
        }
    }
}
