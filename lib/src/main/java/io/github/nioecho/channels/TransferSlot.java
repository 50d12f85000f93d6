package io.github.nioecho.channels;

import java.nio.ByteBuffer;
import java.nio.channels.Channel;

/** The place of the read or the write of a connection. */
final class TransferSlot extends Slot {

    private final StreamSocket socket;
    private final boolean reading;

    /** The last result: most are like the one before, and need no other object. The loop's. */
    private Integer last = 0;

    /** Where the active operation's one buffer began. The loop's. */
    private int start;

    /** What a cancelled read took, for the next one; null if nothing. The loop's. */
    private ByteBuffer kept;

    /** Whether bytes went with a cancelled write. Set by the loop, read by all. */
    private volatile boolean broken;

    TransferSlot(Loop loop, Channel channel, StreamSocket socket, boolean reading) {
        super(loop, channel);
        this.socket = socket;
        this.reading = reading;
    }

    /** Returns whether nothing more may be transferred, as it is not known what was. Any thread. */
    boolean isBroken() {
        return broken;
    }

    void breakUp() {
        broken = true;
    }

    IllegalStateException failure() {
        return new IllegalStateException(
                "an operation was cancelled when it had moved bytes already");
    }

    /** Returns the buffer of the active operation; null if it has several. */
    ByteBuffer buffer() {
        return active().buffer;
    }

    /** Returns the buffers of the active operation; null if it has one. */
    ByteBuffer[] buffers() {
        return active().buffers;
    }

    /** Ends the active operation. On the loop's thread. */
    void settle(long count) {
        if (active().buffers != null) {
            settle((Object) count);
        } else {
            if (last != count) {
                last = (int) count;
            }
            settle((Object) last);
        }
    }

    @Override
    void begin(Operation operation) {
        if (broken) {
            settleFailed(failure());
        } else if (!reading) {
            socket.write(this);
        } else if (kept != null) {
            long count = Buffers.put(kept, this);
            kept = kept.hasRemaining() ? kept : null;
            settle(count);
        } else {
            start = operation.buffer == null ? 0 : operation.buffer.position();
            socket.read(this, operation.future != null);
        }
    }

    @Override
    void stop() {
        if (reading) {
            socket.stopReading(this);
        } else {
            socket.stopWriting(this);
        }
    }

    /** A future, and so of one buffer: only those can be cancelled. */
    @Override
    void dropped(Operation operation, Object value) {
        int count = (Integer) value;
        if (count <= 0) {
            return;
        }
        if (reading) {
            ByteBuffer taken = operation.buffer.duplicate();
            kept = ByteBuffer.allocate(count)
                    .put(taken.limit(start + count).position(start)).flip();
        } else {
            broken = true;
        }
    }
}
