package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A listener and the one thread that accepts from it: the part that all rivals of the library
 * share. Only {@link #close} ends it. A failure to accept, or to take on what was accepted, costs
 * at most that connection and a pause.
 *
 * <p>It waits in a selector, because an interrupt closes a channel that a thread blocks on (see
 * {@code AbstractInterruptibleChannel}), and no interrupt may end a listener. That costs a system
 * call a connection.
 *
 * <p>The thread is a platform thread for every rival: being no daemon, it keeps a JVM alive that
 * has nothing but virtual threads besides.
 */
final class AcceptLoop {

    private final Listener listener;
    private final Selector selector;
    private final Handler handler;
    private final Thread thread;
    private final AcceptBackoff backoff;
    private final FailedAccepts failures = new FailedAccepts();

    /** Set by {@link #close}, read by this loop's thread. */
    private volatile boolean stopping;

    private AcceptLoop(Listener listener, Selector selector, String threadName,
            Handler handler, AcceptBackoff backoff) {
        this.listener = listener;
        this.selector = selector;
        this.handler = handler;
        this.backoff = backoff;
        this.thread = Thread.ofPlatform().name(threadName).daemon(false).unstarted(this::run);
    }

    /**
     * Binds a listener and starts to accept from it. When this method throws, nothing is left open.
     *
     * @param bindAddress where to listen
     * @param threadName the name of the accepting thread
     * @param handler takes what is accepted; called by that thread only
     * @throws java.net.BindException if the address is in use or cannot be had
     * @throws IOException if the listener cannot be opened
     */
    static AcceptLoop start(SocketAddress bindAddress, String threadName, Handler handler)
            throws IOException {
        return start(bindAddress, threadName, handler, new AcceptBackoff());
    }

    static AcceptLoop start(SocketAddress bindAddress, String threadName, Handler handler,
            AcceptBackoff backoff) throws IOException {
        Listener listener = Listener.bind(bindAddress, ServerSpec.BACKLOG);
        try {
            return start(listener, Selector.open(), threadName, handler, backoff);
        } catch (Throwable e) {
            Closing.close(listener, e);
            throw e;
        }
    }

    private static AcceptLoop start(Listener listener, Selector selector,
            String threadName, Handler handler, AcceptBackoff backoff) throws IOException {
        try {
            listener.channel().configureBlocking(false);
            listener.channel().register(selector, SelectionKey.OP_ACCEPT);
            AcceptLoop loop =
                    new AcceptLoop(listener, selector, threadName, handler, backoff);
            loop.thread.start();
            return loop;
        } catch (Throwable e) {
            Closing.close(selector, e);
            throw e;
        }
    }

    SocketAddress address() {
        return listener.address();
    }

    /**
     * Stops listening and waits for the thread to end. The handler gets nothing more afterwards.
     *
     * @param timeout how long to wait
     */
    void close(Duration timeout) {
        stopping = true;
        selector.wakeup();
        // Ends the pause after a failed accept.
        LockSupport.unpark(thread);
        Closing.join(thread, timeout);
    }

    private void run() {
        while (!stopping) {
            try {
                // An interrupt means nothing here; left pending, it would let no wait last.
                Thread.interrupted();
                selector.select(key -> { });
                accept();
                backoff.succeeded();
            } catch (Throwable e) {
                // Out of descriptors, memory or threads, which connections that end give back.
                // Whatever it is, a server that no longer accepts would help nobody.
                failures.tell(e);
                pause();
            }
        }
        Closing.close(listener);
        Closing.close(selector);
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.channel().accept();
        if (channel == null) {
            return;
        }
        try {
            handler.accepted(channel);
        } catch (Throwable e) {
            Closing.close(channel, e);
            throw e;
        }
    }

    private void pause() {
        // Waking early for no reason costs no more than another failure.
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(backoff.failed()));
    }

    /** Takes over accepted connections. */
    interface Handler {

        /**
         * Takes over a connection. If this method throws, the channel is closed and accepting
         * pauses.
         *
         * @param channel a new connection, in blocking mode
         * @throws IOException if the connection cannot be taken on
         */
        void accepted(SocketChannel channel) throws IOException;
    }
}
