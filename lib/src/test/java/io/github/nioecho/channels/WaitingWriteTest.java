package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * A write that waits for room when something else happens to its socket: a kernel may be about to
 * look at it again, or have given it to a thread of its own, when it is asked to let go of it.
 */
@EveryProvider
class WaitingWriteTest extends ProviderTest {

    private static final int ROUNDS = 20;

    /** Longer than an acknowledgement may be delayed, 40 ms. */
    private static final long WAIT_MILLIS = 60;

    WaitingWriteTest(Provider provider) {
        super(provider);
    }

    @Test
    void endsByCloseWhenThePeerHasJustEnded() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = stallable();
            Future<Integer> waiting = waiting(link);
            link.peer().shutdownOutput();
            link.channel().close();
            ExecutionException failure = assertThrows(ExecutionException.class,
                    () -> waiting.get(10, TimeUnit.SECONDS));
            assertInstanceOf(AsynchronousCloseException.class, failure.getCause());
        }
    }

    @Test
    void timesOutWhenThePeerHasEnded() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = stallable();
            Outcome<Integer> outcome = timedWrite(link);
            while (outcome.endsWithin(WAIT_MILLIS) && !outcome.hasFailed()) {
                outcome = timedWrite(link);
            }
            link.peer().shutdownOutput();
            outcome.end();
            // On a busy machine there was room after all, only late.
            while (!outcome.hasFailed()) {
                outcome = timedWrite(link);
                outcome.end();
            }
            outcome.failure(InterruptedByTimeoutException.class);
        }
    }

    private Outcome<Integer> timedWrite(Link link) {
        Outcome<Integer> outcome = outcome();
        link.channel().write(bytes(), 2 * WAIT_MILLIS, TimeUnit.MILLISECONDS, null, outcome);
        return outcome;
    }

    private Link stallable() throws Exception {
        Link link = narrowLink();
        link.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
        return link;
    }

    /** Returns the first write for which there is no room. */
    private static Future<Integer> waiting(Link link) throws Exception {
        for (;;) {
            Future<Integer> write = link.channel().write(bytes());
            try {
                write.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException expected) {
                return write;
            }
        }
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocateDirect(256 * 1024);
    }
}
