package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A channel is closed by a handler when the system has told already that it is ready, too. */
@EveryProvider
class ReadyTogetherTest extends ProviderTest {

    private static final int ROUNDS = 20;
    private static final int CHANNELS = 10;

    ReadyTogetherTest(Provider provider) {
        super(provider);
    }

    @Test
    void firstHandlerClosesAllOthers() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            List<Link> links = new ArrayList<>();
            List<Outcome<Integer>> outcomes = new ArrayList<>();
            for (int j = 0; j < CHANNELS; j++) {
                Link link = link();
                links.add(link);
                Outcome<Integer> outcome = outcome(ignored -> {
                    for (Link each : links) {
                        if (each != link) {
                            close(each.channel());
                        }
                    }
                });
                outcomes.add(outcome);
                link.channel().read(ByteBuffer.allocate(1), null, outcome);
            }
            makeReady(links);
            int completed = 0;
            for (Outcome<Integer> outcome : outcomes) {
                outcome.end();
                if (outcome.hasFailed()) {
                    outcome.failure(AsynchronousCloseException.class);
                } else {
                    completed++;
                }
            }
            assertEquals(1, completed);
        }
        assertEquals(List.of(), uncaught);
    }

    /** Sends a byte to each while the group's only thread is busy. */
    private void makeReady(List<Link> links) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Outcome<Integer> busy = outcome(ignored -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        link().channel().write(ByteBuffer.allocate(0), null, busy);
        running.await();
        for (Link link : links) {
            link.send((byte) 1);
        }
        release.countDown();
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
