package io.github.nioecho;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to an echo server (RFC 862): sends a payload and hands back what the server sends
 * in return. It reads while it writes, so a payload of any size passes through socket buffers of
 * any size.
 *
 * <pre>{@code
 * try (EchoClient client = EchoClient.connect(server.address()).join()) {
 *     ByteBuffer payload = ByteBuffer.wrap("hello".getBytes());
 *     ByteBuffer reply = client.echo(payload).join();
 *     boolean same = reply.equals(payload);
 * }
 * }</pre>
 *
 * <p><b>Content.</b> The client counts bytes and does not compare them: a reply is as long as its
 * payload, and whether it is the same is the caller's question, as above.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, and none of them waits. Payloads
 * are sent one after the other in the order of the calls, and the replies arrive in that order. The
 * I/O runs on the threads of the provider's default channel group, which are daemons with the JDK's
 * and this library's. A dependent action of a returned future, unless given an executor, runs on
 * one of those, or on a thread that waits for the future or closes the client; the next payload
 * waits until the action returns, so it must not wait for another echo itself.
 *
 * <p><b>Lifecycle.</b> One-shot: the first failure, like {@link #close()}, closes the connection
 * and fails every echo that has not completed. So does an {@link Error} in {@link #echo}, a
 * {@link StackOverflowError} of a caller who nests echoes without end for one, which is thrown on.
 */
public final class EchoClient implements AutoCloseable {

    private static final CompletionHandler<Void, Connecting> ON_CONNECT =
            new CompletionHandler<>() {
                @Override
                public void completed(Void result, Connecting attempt) {
                    attempt.future.complete(attempt.client);
                }

                @Override
                public void failed(Throwable failure, Connecting attempt) {
                    attempt.future.completeExceptionally(failure);
                }
            };

    private final AsynchronousSocketChannel channel;
    private final Object lock = new Object();

    /**
     * The exchange in progress, which leads to those waiting behind it, and the last of them.
     * Guarded by {@link #lock}. No collection: where the stack ends in one, its content is lost.
     */
    private EchoExchange first;
    private EchoExchange last;

    /** Guarded by {@link #lock}. */
    private boolean closed;

    /** What closed the client; null for {@link #close()}. Guarded by {@link #lock}. */
    private Throwable failure;

    /**
     * Where a caller's stack ended in an echo. Set without a call, for which there may be no room;
     * read by later echoes.
     */
    private volatile Throwable overflow;

    /** As {@link #overflow}: an exchange that is queued no more, and perhaps not completed. */
    private volatile EchoExchange orphan;

    /** As {@link #overflow}: whether a thread has begun to close this. */
    private volatile boolean closingAside;

    private EchoClient(AsynchronousSocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a connection by the JDK's channels, with {@link StandardSocketOptions#TCP_NODELAY} on.
     *
     * <p>The future fails with a {@link java.net.ConnectException} if nobody listens there, and
     * with another {@link IOException} if the connection fails otherwise. To cancel it, or to let
     * it run into {@link CompletableFuture#orTimeout}, gives the attempt up.
     *
     * @param address the server's address
     * @return a new future of the connected client
     * @throws NullPointerException if {@code address} is null
     * @throws java.nio.channels.UnresolvedAddressException if {@code address} is a host name that
     *     was not found
     * @throws IllegalArgumentException if the channels do not take such an address: those of the
     *     JDK no other than an {@link InetSocketAddress}
     */
    public static CompletableFuture<EchoClient> connect(SocketAddress address) {
        return connect(address, AsynchronousChannelProvider.provider());
    }

    /**
     * Opens a connection as {@link #connect(SocketAddress)} does, by the channels of a provider:
     * with one of this library's it may be to a {@linkplain java.net.UnixDomainSocketAddress Unix
     * domain socket}, which has no options set.
     *
     * @param address the server's address
     * @param provider opens the channel, in its default group
     * @return a new future of the connected client
     * @throws NullPointerException if an argument is null
     * @throws java.nio.channels.UnresolvedAddressException if {@code address} is a host name that
     *     was not found
     * @throws IllegalArgumentException if the provider's channels do not take such an address
     */
    public static CompletableFuture<EchoClient> connect(
            SocketAddress address, AsynchronousChannelProvider provider) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(provider, "provider");
        EchoClient client;
        try {
            client = new EchoClient(provider.openAsynchronousSocketChannel(null));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<EchoClient> future = new CompletableFuture<>();
        future.whenComplete((connected, failure) -> {
            if (failure != null) {
                client.close();
            }
        });
        try {
            if (address instanceof InetSocketAddress) {
                client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            client.channel.connect(address, new Connecting(client, future), ON_CONNECT);
        } catch (IOException e) {
            future.completeExceptionally(e);
        } catch (UnsupportedAddressTypeException e) {
            client.close();
            throw new IllegalArgumentException("address must be one that the provider's channels"
                    + " take, was the " + address.getClass().getSimpleName() + " " + address
                    + "; Unix domain sockets, which the JDK's NIO.2 has not, are reached with"
                    + " connect(address, new SelectorChannelProvider())", e);
        } catch (Throwable e) {
            client.close();
            throw e;
        }
        return future;
    }

    /**
     * Sends the payload's bytes from position to limit and receives as many. An empty payload sends
     * nothing, and its reply is empty.
     *
     * <p>The payload's position and limit stay as they are; its content must not change until the
     * echo has ended. To cancel the future, or to let it time out, only drops the reply: the bytes
     * are under way, and what comes back for them must be received before the next reply can be.
     * {@link #close()} is what ends a wait for a server that does not answer.
     *
     * <p>The future fails with
     * <ul>
     * <li>{@link EOFException} if the server ended the stream too soon; the message says after how
     *     many of how many bytes,
     * <li>another {@link IOException} if the connection failed, a reset for instance,
     * <li>{@link AsynchronousCloseException} if the client was closed meanwhile,
     * <li>{@link ClosedChannelException} if the client had been closed before, or was closed by the
     *     failure of an earlier echo, which is then the cause.
     * </ul>
     *
     * @param payload what to send
     * @return a new future of the reply, a buffer of its own, ready to read from position to limit
     * @throws NullPointerException if {@code payload} is null
     */
    public CompletableFuture<ByteBuffer> echo(ByteBuffer payload) {
        EchoExchange exchange = new EchoExchange(this, payload);
        if (overflow != null) {
            if (!closingAside) {
                closeAside();
            }
            return CompletableFuture.failedFuture(closedBy(overflow));
        }
        try {
            boolean alone;
            synchronized (lock) {
                if (closed) {
                    return CompletableFuture.failedFuture(closedBy(failure));
                }
                alone = first == null;
                if (alone) {
                    first = exchange;
                } else {
                    last.next = exchange;
                }
                last = exchange;
            }
            if (alone) {
                serve(exchange);
            }
        } catch (StackOverflowError e) {
            overflow = e;
            closeAside();
            throw e;
        } catch (Throwable e) {
            close(e);
        }
        return exchange.future();
    }

    /**
     * Closes the connection, and fails every echo that has not completed with an
     * {@link AsynchronousCloseException}. Does nothing on a closed client.
     */
    @Override
    public void close() {
        close(null);
    }

    AsynchronousSocketChannel channel() {
        return channel;
    }

    /** Completes an exchange that has moved all its bytes, and starts the next one. */
    void finish(EchoExchange exchange) {
        EchoExchange next;
        try {
            next = complete(exchange);
        } catch (Throwable e) {
            orphan = exchange;
            throw e;
        }
        serve(next);
    }

    /** The one way out: later calls, and what the channel still reports, change nothing. */
    void close(Throwable cause) {
        EchoExchange unfinished;
        EchoExchange lost;
        synchronized (lock) {
            lost = orphan;
            orphan = null;
            unfinished = first;
            first = null;
            if (!closed) {
                closed = true;
                failure = cause;
            }
        }
        try {
            channel.close();
        } catch (IOException expected) {
            // The connection is gone either way, and the futures tell what ended it.
        }
        if (lost != null) {
            lost.fail(cause == null ? new AsynchronousCloseException() : cause);
        }
        for (EchoExchange each = unfinished; each != null; each = each.next) {
            each.fail(cause == null ? new AsynchronousCloseException()
                    : each == unfinished ? cause : closedBy(cause));
        }
    }

    /**
     * Closes on a thread with all its stack before it: a channel that has no room to close stays
     * open for good.
     */
    private void closeAside() {
        Thread closer = new Thread(() -> close(overflow), "nioecho-client-closer");
        closer.setDaemon(true);
        closer.start();
        closingAside = true;
    }

    /** Starts an exchange; empty ones end here, in a loop, for their number is unbounded. */
    private void serve(EchoExchange first) {
        EchoExchange exchange = first;
        try {
            while (exchange != null && exchange.isEmpty()) {
                exchange = complete(exchange);
            }
        } catch (Throwable e) {
            orphan = exchange;
            throw e;
        }
        if (exchange != null) {
            exchange.start();
        }
    }

    /** Returns the exchange that comes after the completed one, or null. */
    private EchoExchange complete(EchoExchange exchange) {
        EchoExchange next;
        synchronized (lock) {
            if (closed) {
                return null;
            }
            next = exchange.next;
            first = next;
        }
        exchange.complete();
        return next;
    }

    private static ClosedChannelException closedBy(Throwable cause) {
        ClosedChannelException exception = new ClosedChannelException();
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }

    private record Connecting(EchoClient client, CompletableFuture<EchoClient> future) {
    }
}
