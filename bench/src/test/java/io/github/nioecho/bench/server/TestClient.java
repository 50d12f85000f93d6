package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client on a plain socket, of TCP or of a Unix domain. One thread reads; {@link #sendAside}
 * writes from another.
 */
final class TestClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 20_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int SMALL_SEND_BUFFER_BYTES = 1 << 18;
    private static final long STALLED_MILLIS = 50;

    private final Socket socket;
    private final AtomicLong sentBytes = new AtomicLong();

    private TestClient(SocketAddress address) throws IOException {
        socket = address instanceof UnixDomainSocketAddress ? new UnixSocket() : new Socket();
    }

    static TestClient connect(SocketAddress address) throws IOException {
        return new TestClient(address).connected(address);
    }

    /**
     * Connects with a send buffer that does not grow, so that sending soon stalls when the echo is
     * not read: after what the server's kernel and this one keep, 4 to 5 MiB.
     *
     * <p>The receive buffer stays as it is. With one of a few KiB both sides have to be woken for
     * each of them, thousands of times: on a busy machine that takes minutes. And one of fixed size
     * has the kernel drop what does not fit, and the sender repeat it ever later.
     */
    static TestClient connectWithSmallSendBuffer(SocketAddress address) throws IOException {
        TestClient client = new TestClient(address);
        client.socket.setSendBufferSize(SMALL_SEND_BUFFER_BYTES);
        return client.connected(address);
    }

    private TestClient connected(SocketAddress address) throws IOException {
        try {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            return this;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends all of a payload, which may block until the echo is read. */
    void send(Payload payload) throws IOException {
        OutputStream out = socket.getOutputStream();
        payload.writeTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                sentBytes.incrementAndGet();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sentBytes.addAndGet(length);
            }
        });
    }

    /** Sends a payload from another thread, and then the end of the stream. */
    CompletableFuture<Void> sendAside(Payload payload) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread.ofPlatform().name("client-writer").daemon().start(() -> {
            try {
                send(payload);
                halfClose();
                sent.complete(null);
            } catch (Throwable e) {
                sent.completeExceptionally(e);
            }
        });
        return sent;
    }

    /** Waits until {@link #sendAside} gets no further, or is done. */
    void awaitStall(CompletableFuture<Void> sending) throws InterruptedException {
        long before = -1;
        while (!sending.isDone() && sentBytes.get() != before) {
            before = sentBytes.get();
            try {
                sending.get(STALLED_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException expected) {
                // The condition above tells whether anything was sent meanwhile.
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            }
        }
    }

    /** Reads and checks an echo. */
    void expect(Payload payload) throws IOException {
        expect(payload, Integer.MAX_VALUE);
    }

    /** Reads and checks an echo in small steps. */
    void expect(Payload payload, int readBytes) throws IOException {
        payload.expectFrom(socket.getInputStream(), readBytes);
    }

    void expectEnd() throws IOException {
        assertEquals(-1, socket.getInputStream().read(), "nothing but the end of the stream");
    }

    /** Expects that nothing arrives for some time. */
    void expectSilence(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        assertThrows(
                SocketTimeoutException.class,
                () -> socket.getInputStream().read(),
                "something arrived within " + time);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    }

    /** Waits for the connection to end in whatever way the server's close() ends it. */
    void awaitGone() {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("connection still open", e);
        } catch (IOException expected) {
            // A reset: the server closed with bytes unread.
        }
    }

    /** Sends a short message and checks its echo. */
    void roundTrip() throws IOException {
        Payload message = Payload.random(100);
        send(message);
        expect(message);
    }

    /** Sends a payload of any size from another thread while checking its echo and its end. */
    void echo(Payload payload) throws IOException {
        CompletableFuture<Void> sending = sendAside(payload);
        expect(payload);
        expectEnd();
        sending.join();
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an end of stream. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
