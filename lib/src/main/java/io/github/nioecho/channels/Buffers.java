package io.github.nioecho.channels;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** Checks the buffers of a transfer, one or several, and copies between them and another. */
final class Buffers {

    /** More buffers than that no system call takes; the JDK's channels use the first ones, too. */
    private static final int MAX = 1024;

    private Buffers() {
    }

    /** Returns the buffer if it can be read into. */
    static ByteBuffer writable(ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("a buffer to read into must not be read-only");
        }
        return buffer;
    }

    /** Returns the buffers that a transfer uses of those that it is given. */
    static ByteBuffer[] part(ByteBuffer[] all, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, all.length);
        ByteBuffer[] part = Arrays.copyOfRange(all, offset, offset + Math.min(length, MAX));
        for (ByteBuffer buffer : part) {
            Objects.requireNonNull(buffer, "buffer");
        }
        return part;
    }

    /** Returns whether none has bytes left. */
    static boolean areEmpty(ByteBuffer[] buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many bytes the transfer's buffers have left. */
    static long remaining(TransferSlot slot) {
        if (slot.buffer() != null) {
            return slot.buffer().remaining();
        }
        long sum = 0;
        for (ByteBuffer buffer : slot.buffers()) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** Puts as much of a buffer as there is room for into those of the transfer; returns how much. */
    static int put(ByteBuffer from, TransferSlot slot) {
        int before = from.remaining();
        if (slot.buffer() != null) {
            put(from, slot.buffer());
        } else {
            for (ByteBuffer to : slot.buffers()) {
                put(from, to);
            }
        }
        return before - from.remaining();
    }

    /** Fills a buffer from those of the transfer, and leaves these as they are. */
    static void peek(TransferSlot slot, ByteBuffer to) {
        if (slot.buffer() != null) {
            peek(slot.buffer(), to);
            return;
        }
        for (ByteBuffer from : slot.buffers()) {
            peek(from, to);
        }
    }

    /** Moves the positions of the transfer's buffers on. */
    static void skip(TransferSlot slot, int count) {
        if (slot.buffer() != null) {
            slot.buffer().position(slot.buffer().position() + count);
            return;
        }
        int left = count;
        for (ByteBuffer buffer : slot.buffers()) {
            int bytes = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + bytes);
            left -= bytes;
        }
    }

    private static void put(ByteBuffer from, ByteBuffer to) {
        int bytes = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), bytes));
        from.position(from.position() + bytes);
    }

    private static void peek(ByteBuffer from, ByteBuffer to) {
        int bytes = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), bytes));
    }
}
