package io.github.nioecho.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A selector, the one thread that runs it, its connections and their buffers. An echo costs
 * three system calls (wait, read, write; the first is shared by all connections that are ready) and
 * allocates nothing.
 */
final class SelectorLoop {

    private static final Consumer<SelectionKey> SERVE =
            key -> ((SelectorConnection) key.attachment()).ready();

    private final BufferPool buffers;
    private final Selector selector;
    private final Thread thread;

    /** Connections that the selector does not know yet. The accepting thread adds, ours takes. */
    private final Queue<SocketChannel> arrivals = new ConcurrentLinkedQueue<>();

    /** Set by {@link #stop()}, read by this loop's thread. */
    private volatile boolean stopping;

    private SelectorLoop(String threadName, int bufferSizeBytes) throws IOException {
        this.buffers = new BufferPool(bufferSizeBytes);
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name(threadName).daemon(false).unstarted(this::run);
    }

    /** Opens a selector and starts its thread. When this method throws, nothing is left open. */
    static SelectorLoop start(String threadName, int bufferSizeBytes) throws IOException {
        SelectorLoop loop = new SelectorLoop(threadName, bufferSizeBytes);
        try {
            loop.thread.start();
            return loop;
        } catch (Throwable e) {
            Closing.close(loop.selector, e);
            throw e;
        }
    }

    /** Takes over a connection. Called by the accepting thread. */
    void adopt(SocketChannel channel) {
        arrivals.add(channel);
        selector.wakeup();
    }

    /** Tells the loop to close its connections and end. Any thread. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** Waits for the thread to end. */
    void awaitEnd(Duration timeout) {
        Closing.join(thread, timeout);
    }

    private void run() {
        try {
            while (!stopping) {
                registerArrivals();
                // An interrupt means nothing here; left pending, it would let no wait last.
                Thread.interrupted();
                selector.select(SERVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeAll();
        }
    }

    private void registerArrivals() {
        for (SocketChannel channel; (channel = arrivals.poll()) != null; ) {
            try {
                register(channel);
            } catch (IOException | OutOfMemoryError e) {
                // Reset already, or no memory for a buffer: that connection's end, not the loop's.
                Closing.close(channel);
            }
        }
    }

    private void register(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        NoDelay.set(channel);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new SelectorConnection(channel, key, buffers));
    }

    private void closeAll() {
        selector.keys().forEach(key -> Closing.close(key.channel()));
        arrivals.forEach(Closing::close);
        Closing.close(selector);
    }
}
