package io.github.nioecho.stress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection that carries as much as it can: it sends and reads on one thread, in large chunks,
 * which it sends from where they are and compares where they come in. For use by one thread.
 */
final class StreamClient implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int timeoutMillis;
    private ByteBuffer chunk;
    private long sent;

    private StreamClient(SocketChannel channel, int timeoutMillis) throws IOException {
        this.channel = channel;
        this.timeoutMillis = timeoutMillis;
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /**
     * Connects.
     *
     * @param timeoutMillis after how long without progress the connection counts as hung
     */
    static StreamClient connect(InetSocketAddress address, int timeoutMillis) throws IOException {
        return new StreamClient(SocketChannel.open(address), timeoutMillis);
    }

    /**
     * Sends all that the plan says, ends its sending side, and reads to the end.
     *
     * @throws EchoViolation if the echo is not what was sent
     * @throws SocketTimeoutException if nothing goes on
     */
    void exchange(Content content, ClientPlan plan, EchoVerifier verifier)
            throws IOException, EchoViolation {
        chunk = ByteBuffer.allocateDirect(plan.readBytes());
        boolean ended = false;
        while (!ended) {
            if (selector.select(timeoutMillis) == 0) {
                throw new SocketTimeoutException("nothing sent, nothing read");
            }
            selector.selectedKeys().clear();
            if (key.isWritable()) {
                send(content, plan);
            }
            ended = key.isReadable() && !read(verifier);
        }
        verifier.ended();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    private void send(Content content, ClientPlan plan) throws IOException {
        sent += channel.write(content.from(plan.contentStart() + sent,
                Math.min(plan.writeBytes(), plan.sizeBytes() - sent)));
        if (sent == plan.sizeBytes()) {
            channel.shutdownOutput();
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Returns false at the end of the stream. */
    private boolean read(EchoVerifier verifier) throws IOException, EchoViolation {
        if (channel.read(chunk.clear()) < 0) {
            return false;
        }
        verifier.received(chunk.flip());
        return true;
    }
}
