package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of a provider share: a group of one thread, and connections in it. After each test
 * its group must end, and no handler may have been called twice.
 */
abstract class ProviderTest {

    static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final AsynchronousChannelProvider provider;

    /** Has one thread. */
    AsynchronousChannelGroup group;

    /** All that the groups of {@link #openGroup} ever had. */
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** What ended a thread of theirs. */
    final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());

    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
    private final List<Outcome<?>> outcomes = Collections.synchronizedList(new ArrayList<>());

    ProviderTest(Provider choice) {
        provider = choice.get();
    }

    @BeforeEach
    final void openFirstGroup() throws Exception {
        group = openGroup(1);
    }

    @AfterEach
    final void endAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        for (Outcome<?> outcome : outcomes) {
            assertTrue(outcome.calls() <= 1, () -> "called " + outcome.calls() + " times");
        }
    }

    /** Opens a group of so many threads, and ends it after the test. */
    final AsynchronousChannelGroup openGroup(int size) throws Exception {
        return closing(provider.openAsynchronousChannelGroup(size, this::thread));
    }

    final AsynchronousChannelGroup closing(AsynchronousChannelGroup opening) {
        opened.push(() -> {
            opening.shutdownNow();
            assertTrue(opening.awaitTermination(20, TimeUnit.SECONDS), "the group does not end");
        });
        return opening;
    }

    /** Closes something after the test, before what was opened earlier. */
    final <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "group of " + getClass().getSimpleName());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, failure) -> uncaught.add(failure));
        threads.add(thread);
        return thread;
    }

    final Link link() throws Exception {
        return closing(Link.open(group));
    }

    final Link narrowLink() throws Exception {
        return closing(Link.narrow(group));
    }

    final AsynchronousSocketChannel channel() throws Exception {
        return closing(provider.openAsynchronousSocketChannel(group));
    }

    final AsynchronousServerSocketChannel unboundListener() throws Exception {
        return closing(provider.openAsynchronousServerSocketChannel(group));
    }

    final AsynchronousServerSocketChannel listener() throws Exception {
        return unboundListener().bind(ANY);
    }

    final <V> Outcome<V> outcome() {
        return outcome(ignored -> { });
    }

    final <V> Outcome<V> outcome(Consumer<? super V> action) {
        Outcome<V> outcome = new Outcome<>(action);
        outcomes.add(outcome);
        return outcome;
    }

    final Outcome<Integer> read(AsynchronousSocketChannel channel, ByteBuffer target) {
        Outcome<Integer> outcome = outcome();
        channel.read(target, null, outcome);
        return outcome;
    }

    final Outcome<Integer> write(AsynchronousSocketChannel channel, ByteBuffer source) {
        Outcome<Integer> outcome = outcome();
        channel.write(source, null, outcome);
        return outcome;
    }

    final Outcome<AsynchronousSocketChannel> accept(AsynchronousServerSocketChannel listener) {
        Outcome<AsynchronousSocketChannel> outcome = outcome(this::closing);
        listener.accept(null, outcome);
        return outcome;
    }

    /** Runs something on the group's thread, in a handler, and waits for its end. */
    final void inHandler(AsynchronousSocketChannel connected, Runnable action) throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        Outcome<Integer> outcome = outcome(ignored -> {
            try {
                action.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        });
        connected.write(ByteBuffer.allocate(0), null, outcome);
        outcome.value();
        if (!thrown.isEmpty()) {
            throw new AssertionError("in a handler", thrown.get(0));
        }
    }

    /** Writes what nobody reads until no byte more goes out; returns the write that is pending. */
    final Outcome<Integer> stuckWrite(AsynchronousSocketChannel channel) throws Exception {
        Link other = link();
        while (true) {
            Outcome<Integer> outcome = write(channel, ByteBuffer.allocateDirect(1 << 20));
            if (!outcome.endsWithin(300)) {
                inHandler(other.channel(), () -> { });
                assertFalse(outcome.hasFailed());
                if (!outcome.isDone()) {
                    return outcome;
                }
            }
        }
    }

    /** Waits for a future's failure, and returns what its get() names as the cause. */
    static Throwable failure(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS))
                .getCause();
    }
}
