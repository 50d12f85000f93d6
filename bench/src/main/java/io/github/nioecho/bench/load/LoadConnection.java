package io.github.nioecho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of a load: a message on its way to the server, and the check of what comes back.
 * Both advance independently, so that a message larger than the socket buffers cannot deadlock.
 */
final class LoadConnection {

    private final int index;
    private final SocketChannel channel;
    private final int sizeBytes;
    private final long seed;
    private final ByteBuffer unsent; // its remaining bytes
    private final ByteBuffer expected; // what is still to come back
    private SelectionKey key;
    private long messageNumber;
    private long startNanos;

    LoadConnection(int index, SocketChannel channel, MessagePool messages) {
        this.index = index;
        this.channel = channel;
        this.sizeBytes = messages.sizeBytes();
        this.seed = messages.seed();
        this.unsent = messages.newView();
        this.expected = messages.newView();
    }

    void attachTo(SelectionKey newKey) {
        key = newKey;
    }

    /** Returns whether a message is outstanding. */
    boolean isBusy() {
        return expected.hasRemaining();
    }

    long startNanos() {
        return startNanos;
    }

    /** Starts the next message; none may be outstanding. */
    void start(MessagePool messages, long nowNanos) throws IOException {
        messages.selectNext(unsent, expected);
        messageNumber++;
        startNanos = nowNanos;
        write();
    }

    /**
     * Moves on with what the selector found ready.
     *
     * @return whether this completed the round trip
     */
    boolean advance(ByteBuffer chunk) throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            boolean wasBusy = isBusy();
            read(chunk);
            return wasBusy && !isBusy();
        }
        return false;
    }

    void close() throws IOException {
        channel.close();
    }

    /** Says how far the round trip is. */
    String progress() {
        return place(0) + (unsent.hasRemaining()
                ? " (" + unsent.remaining() + " bytes not sent yet)"
                : "");
    }

    private void write() throws IOException {
        try {
            channel.write(unsent);
        } catch (IOException e) {
            throw new IOException(place(0) + ": the server broke the connection", e);
        }
        int interest = unsent.hasRemaining()
                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void read(ByteBuffer chunk) throws IOException {
        do {
            chunk.clear();
            int count;
            try {
                count = channel.read(chunk);
            } catch (IOException e) {
                throw new IOException(place(0) + ": the server broke the connection", e);
            }
            if (count < 0) {
                throw new EOFException(place(0) + ": the server closed the connection");
            }
            verify(chunk.flip());
        } while (chunk.limit() == chunk.capacity() && expected.hasRemaining());
    }

    private void verify(ByteBuffer chunk) throws IOException {
        int end = expected.limit();
        expected.limit(expected.position() + Math.min(expected.remaining(), chunk.remaining()));
        int mismatch = expected.mismatch(chunk);
        int checkedTo = expected.limit();
        expected.limit(end);
        if (mismatch >= 0) {
            throw wrongByte(chunk, mismatch);
        }
        expected.position(checkedTo);
    }

    private IOException wrongByte(ByteBuffer chunk, int offset) {
        String wanted = offset == expected.remaining()
                ? "no more than was sent"
                : String.format("0x%02x", expected.get(expected.position() + offset));
        return new IOException(String.format(
                "wrong echo on %s: expected %s, was 0x%02x (messages of seed %d)",
                place(offset), wanted, chunk.get(offset), seed));
    }

    private String place(int ahead) {
        return "connection " + index + ", message " + messageNumber
                + ", byte " + (sizeBytes - expected.remaining() + ahead) + " of " + sizeBytes;
    }
}
