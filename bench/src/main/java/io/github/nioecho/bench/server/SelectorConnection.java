package io.github.nioecho.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of a {@link SelectorLoop}, used by that loop's thread only.
 *
 * <pre>
 * READING --(read, all written)--> READING
 * READING --(read, part written)--> WRITING --(rest written)--> READING
 * either  --(end of stream, failure)--> closed
 * </pre>
 *
 * <p>The state is the key's interest: {@code OP_READ} or {@code OP_WRITE}, never both. A client
 * that does not read is not read from either.
 */
final class SelectorConnection {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final BufferPool buffers;
    private final ByteBuffer buffer;

    SelectorConnection(SocketChannel channel, SelectionKey key, BufferPool buffers) {
        this.channel = channel;
        this.key = key;
        this.buffers = buffers;
        this.buffer = buffers.take();
    }

    /** Serves the channel, which is ready for what its key waits for. */
    void ready() {
        try {
            if (key.isReadable()) {
                read();
            } else {
                write();
            }
        } catch (IOException expected) {
            // The client reset the connection.
            close();
        }
    }

    private void read() throws IOException {
        int count = channel.read(buffer);
        if (count < 0) {
            close();
            return;
        }
        buffer.flip();
        // The socket nearly always takes it at once: try before asking the selector.
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            buffer.clear();
        }
    }

    private void write() throws IOException {
        channel.write(buffer);
        if (!buffer.hasRemaining()) {
            buffer.clear();
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void close() {
        Closing.close(channel);
        buffers.giveBack(buffer);
    }
}
