package io.github.nioecho.channels;

import java.nio.ByteBuffer;

/** Copies between one buffer and those of a transfer, which are one or several. */
final class Buffers {

    private Buffers() {
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
