package io.github.nioecho;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One payload of an {@link EchoClient} and its reply. One write and one read are pending at the
 * same time; each direction goes on until it has moved all bytes, and the later one to end finishes
 * the exchange.
 */
final class EchoExchange {

    /**
     * The most bytes that one operation moves. The JDK copies what it moves from or to a heap
     * buffer through a direct one of the same size, which it keeps for the thread
     * ({@code sun.nio.ch.Util}): unbounded, each thread could come to hold a whole payload.
     */
    private static final int MAX_TRANSFER_BYTES = 1 << 16;

    private static final CompletionHandler<Integer, EchoExchange> ON_WRITE =
            new CompletionHandler<>() {
                @Override
                public void completed(Integer count, EchoExchange exchange) {
                    try {
                        exchange.onWrite();
                    } catch (Throwable e) {
                        exchange.client.close(e);
                    }
                }

                @Override
                public void failed(Throwable failure, EchoExchange exchange) {
                    exchange.client.close(failure);
                }
            };

    private static final CompletionHandler<Integer, EchoExchange> ON_READ =
            new CompletionHandler<>() {
                @Override
                public void completed(Integer count, EchoExchange exchange) {
                    try {
                        exchange.onRead(count);
                    } catch (Throwable e) {
                        exchange.client.close(e);
                    }
                }

                @Override
                public void failed(Throwable failure, EchoExchange exchange) {
                    exchange.client.close(failure);
                }
            };

    /** What waits behind this. Guarded by the client's lock, and left alone once it is closed. */
    EchoExchange next;

    private final EchoClient client;
    private final CompletableFuture<ByteBuffer> future = new CompletableFuture<>();

    /** Used by {@link #start} and, from then on, by the write handler alone. */
    private final ByteBuffer payload;

    /** Used by {@link #start} and, from then on, by the read handler alone. */
    private final ByteBuffer reply;

    private final int payloadEnd;

    /** Counted down by both handlers; what they did happens before the exchange is finished. */
    private final AtomicInteger busyDirections = new AtomicInteger(2);

    EchoExchange(EchoClient client, ByteBuffer payload) {
        this.client = client;
        this.payload = payload.duplicate();
        this.payloadEnd = payload.limit();
        this.reply = ByteBuffer.allocate(payload.remaining());
    }

    CompletableFuture<ByteBuffer> future() {
        return future;
    }

    /** Whether there is nothing to move: a read without space would complete with 0 at once. */
    boolean isEmpty() {
        return reply.capacity() == 0;
    }

    void start() {
        write();
        read();
    }

    void complete() {
        future.complete(reply.flip());
    }

    void fail(Throwable failure) {
        future.completeExceptionally(failure);
    }

    private void onWrite() {
        if (payload.position() < payloadEnd) {
            write();
        } else {
            finishDirection();
        }
    }

    private void onRead(int count) {
        if (count < 0) {
            client.close(new EOFException("stream ended after " + reply.position() + " of "
                    + reply.capacity() + " bytes"));
        } else if (reply.position() < reply.capacity()) {
            read();
        } else {
            finishDirection();
        }
    }

    private void write() {
        limitTransfer(payload, payloadEnd);
        client.channel().write(payload, this, ON_WRITE);
    }

    private void read() {
        limitTransfer(reply, reply.capacity());
        client.channel().read(reply, this, ON_READ);
    }

    private static void limitTransfer(ByteBuffer buffer, int end) {
        int position = buffer.position();
        buffer.limit(position + Math.min(end - position, MAX_TRANSFER_BYTES));
    }

    private void finishDirection() {
        if (busyDirections.decrementAndGet() == 0) {
            client.finish(this);
        }
    }
}
