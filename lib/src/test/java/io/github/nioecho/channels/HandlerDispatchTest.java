package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EveryProvider
class HandlerDispatchTest extends ProviderTest {

    HandlerDispatchTest(Provider provider) {
        super(provider);
    }

    @Test
    void attachmentIsHandedOnAsItIs() throws Exception {
        Link link = link();
        Object attachment = new Object();
        Outcome<Integer> pending = outcome();
        link.channel().read(ByteBuffer.allocate(1), attachment, pending);
        link.send((byte) 1);
        pending.value();
        assertSame(attachment, pending.attachment());
        Outcome<Integer> failing = outcome();
        link.channel().read(ByteBuffer.allocate(1), attachment, failing);
        link.channel().close();
        failing.end();
        assertSame(attachment, failing.attachment());
        Outcome<Integer> none = read(link.channel(), ByteBuffer.allocate(1));
        none.end();
        assertNull(none.attachment());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void othersGoOnWhenAHandlerThrows(int size) throws Exception {
        AsynchronousChannelGroup throwing = openGroup(size);
        Link other = closing(Link.open(throwing));
        Outcome<Integer> waiting = read(other.channel(), ByteBuffer.allocate(1));
        List<Throwable> thrown = List.of(
                new IllegalStateException("thrown by a test's handler"),
                new AssertionError("thrown by a test's handler"),
                new StackOverflowError("thrown by a test's handler"));
        Link link = closing(Link.open(throwing));
        List<Thread> throwers = new ArrayList<>();
        for (Throwable failure : thrown) {
            Outcome<Integer> outcome = outcome(ignored -> sneak(failure));
            link.channel().read(ByteBuffer.allocate(1), null, outcome);
            link.send((byte) 1);
            outcome.value();
            throwers.add(outcome.thread());
            assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
            assertEquals(1, outcome.calls());
        }
        assertFalse(waiting.isDone());
        other.send((byte) 1);
        assertEquals(1, waiting.value());
        throwing.shutdownNow();
        assertTrue(throwing.awaitTermination(10, TimeUnit.SECONDS));
        for (Thread ended : throwers) {
            ended.join(10_000);
        }
        assertEquals(Set.copyOf(thrown), Set.copyOf(uncaught));
        assertEquals(thrown.size(), uncaught.size());
    }

    /** Handlers of operations that end at once, one in the other. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void longChainOfImmediateOperationsDoesNotOverflowTheStack(boolean onThread)
            throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        ByteBuffer nothing = ByteBuffer.allocate(0);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Runnable start = () -> channel.read(nothing, 100_000, chain(end, (left, next) -> {
            if (left % 2 == 0) {
                channel.read(nothing, left, next);
            } else {
                channel.write(nothing, left, next);
            }
        }));
        if (onThread) {
            inHandler(channel, start);
        } else {
            start.run();
        }
        assertEquals(0, end.get(30, TimeUnit.SECONDS));
        assertEquals(List.of(), uncaught);
    }

    @Test
    void longChainOfReadsOfWhatIsThereDoesNotOverflowTheStack() throws Exception {
        Link link = link();
        int total = 40_000;
        link.send(Bytes.of(total));
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        int[] index = {0};
        link.channel().read(one, total - 1, chain(end, (left, next) -> {
            assertEquals(Bytes.at(index[0]++), one.get(0));
            link.channel().read(one.clear(), left, next);
        }));
        assertEquals(0, end.get(30, TimeUnit.SECONDS));
        assertEquals(List.of(), uncaught);
    }

    @Test
    void longChainOfFailuresDoesNotOverflowTheStack() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        channel.close();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        channel.read(buffer, 20_000,
                chain(end, (left, next) -> channel.read(buffer, left, next)));
        assertEquals(0, end.get(30, TimeUnit.SECONDS));
        assertEquals(List.of(), uncaught);
    }

    @Test
    void endlessChainLeavesOthersTheirTurn() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        Link other = link();
        Outcome<Integer> waiting = read(other.channel(), ByteBuffer.allocate(1));
        ByteBuffer nothing = ByteBuffer.allocate(0);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        channel.read(nothing, Integer.MAX_VALUE, chain(end, (left, next) -> {
            if (waiting.isDone()) {
                end.complete(left);
            } else {
                channel.read(nothing, left, next);
            }
        }));
        other.send((byte) 1);
        assertTrue(end.get(20, TimeUnit.SECONDS) >= 0);
    }

    /** What was written before an operation was started is seen by its handler, on any thread. */
    @Test
    void handlersSeeWhatWasWrittenBefore() throws Exception {
        AsynchronousChannelGroup wide = openGroup(3);
        AsynchronousSocketChannel[] channels = new AsynchronousSocketChannel[3];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = closing(Link.open(wide)).channel();
        }
        int[] plain = new int[1];
        int rounds = 3000;
        CompletableFuture<Integer> end = new CompletableFuture<>();
        channels[0].write(ByteBuffer.allocate(1), rounds, chain(end, (left, next) -> {
            plain[0]++;
            channels[left % channels.length].write(ByteBuffer.allocate(1), left, next);
        }));
        end.get(20, TimeUnit.SECONDS);
        assertEquals(rounds, plain[0]);
    }

    @Test
    void interruptInAHandlerDoesNoHarm() throws Exception {
        Link link = link();
        Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
        for (int i = 0; i < 3; i++) {
            inHandler(link.channel(), () -> Thread.currentThread().interrupt());
            inHandler(link.channel(), () -> assertFalse(Thread.currentThread().isInterrupted()));
        }
        link.send((byte) 1);
        assertEquals(1, reading.value());
        assertTrue(link.channel().isOpen());
    }

    @Test
    void interruptOfAWaitingThreadDoesNoHarm() throws Exception {
        Link link = link();
        for (int i = 0; i < 100; i++) {
            Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
            threads.forEach(Thread::interrupt);
            link.send((byte) 1);
            assertEquals(1, reading.value());
        }
        assertEquals(1, threads.size());
    }

    private interface Step {
        void run(int left, CompletionHandler<Integer, Integer> next);
    }

    /** A handler that takes a step each time it is called, until its attachment is 0. */
    private static CompletionHandler<Integer, Integer> chain(
            CompletableFuture<Integer> end, Step step) {
        return new CompletionHandler<>() {
            @Override
            public void completed(Integer result, Integer left) {
                goOn(left);
            }

            @Override
            public void failed(Throwable failure, Integer left) {
                goOn(left);
            }

            private void goOn(int left) {
                if (left == 0) {
                    end.complete(0);
                    return;
                }
                try {
                    step.run(left - 1, this);
                } catch (Throwable e) {
                    end.completeExceptionally(e);
                    throw e;
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }
}
