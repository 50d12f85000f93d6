package io.github.nioecho.fault;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/** Does to a channel what the server does, one operation at a time, and notes how each ends. */
final class FakeServer implements CompletionHandler<Integer, String> {

    private static final int MOST_OPERATIONS = 10_000_000;

    /** How the last operation ended; null while it has not. */
    String end = "none began";

    private final AsynchronousSocketChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long written;
    private int operations;

    FakeServer(AsynchronousSocketChannel channel) {
        this.channel = channel;
    }

    boolean isPending() {
        return end == null;
    }

    /** Bytes whose write has ended. */
    long written() {
        return written;
    }

    void read(int most) {
        begin(ByteBuffer.allocate(most));
        channel.read(buffer, "read", this);
    }

    void write(byte... bytes) {
        begin(ByteBuffer.wrap(bytes));
        channel.write(buffer, "write", this);
    }

    /** Writes what the last write has left of its buffer; false if nothing. */
    boolean writeRest() {
        if (!buffer.hasRemaining()) {
            return false;
        }
        begin(buffer);
        channel.write(buffer, "write", this);
        return true;
    }

    private void begin(ByteBuffer bytes) {
        if (isPending()) {
            throw new IllegalStateException("an operation is pending");
        }
        if (++operations > MOST_OPERATIONS) {
            throw new IllegalStateException("no end in sight: " + end);
        }
        end = null;
        buffer = bytes;
    }

    @Override
    public void completed(Integer count, String operation) {
        end(operation + " " + count);
        written += operation.equals("write") ? count : 0;
    }

    @Override
    public void failed(Throwable failure, String operation) {
        end(operation + " " + failure.getClass().getSimpleName());
    }

    private void end(String how) {
        if (!isPending()) {
            throw new IllegalStateException("ended twice: " + end + ", " + how);
        }
        end = how;
    }
}
