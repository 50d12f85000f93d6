package io.github.nioecho.channels;

import java.nio.ByteBuffer;
import java.nio.channels.Channel;

/** The place of the read or the write of a connection. */
final class TransferSlot extends Slot {

    private final StreamSocket socket;
    private final boolean reading;

    /** The last result: most are like the one before, and need no other object. The loop's. */
    private Integer last = 0;

    /** Whether bytes went with a cancelled operation. Set by the loop, read by all. */
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
        return new IllegalStateException((reading ? "a read" : "a write")
                + " was cancelled when bytes had moved already: it is not known which");
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
        } else if (reading) {
            socket.read(this, operation.future != null);
        } else {
            socket.write(this);
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

    @Override
    void dropped(Object value) {
        if (((Number) value).longValue() > 0) {
            broken = true;
        }
    }
}
