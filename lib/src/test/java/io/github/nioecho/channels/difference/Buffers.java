package io.github.nioecho.channels.difference;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The buffers of one operation: what was in them, and what became of them. Their bytes are those of
 * an endless stream, so that a byte lost, doubled or out of place shows.
 */
final class Buffers {

    private static final int MARGIN_BYTES = 3;
    private static final byte UNTOUCHED = 0x5A;

    private final ByteBuffer[] all;
    private final int[] starts;
    private final int[] ends;

    private Buffers(ByteBuffer[] all) {
        this.all = all;
        starts = new int[all.length];
        ends = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            starts[i] = all[i].position();
            ends[i] = all[i].limit();
        }
    }

    /** The byte of a stream at a place. */
    static byte at(long place) {
        return (byte) (place * 31 + (place >> 8) * 7 + 1);
    }

    static Buffers toRead(Step step) {
        int[] sizes = sizes(step);
        ByteBuffer[] made = new ByteBuffer[sizes.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = make(step.room(), sizes[i]);
            if (step.room() == Step.Room.READ_ONLY) {
                made[i] = made[i].asReadOnlyBuffer();
            }
        }
        return new Buffers(made);
    }

    static Buffers toWrite(Step step, long place) {
        int[] sizes = sizes(step);
        ByteBuffer[] made = new ByteBuffer[sizes.length];
        long next = place;
        for (int i = 0; i < made.length; i++) {
            made[i] = make(step.room(), sizes[i]);
            for (int at = made[i].position(); at < made[i].limit(); at++) {
                made[i].put(at, Buffers.at(next++));
            }
            if (step.room() == Step.Room.READ_ONLY) {
                made[i] = made[i].asReadOnlyBuffer();
            }
        }
        return new Buffers(made);
    }

    private static int[] sizes(Step step) {
        if (step.style() != Step.Style.SEVERAL_BUFFERS) {
            return new int[] {step.size()};
        }
        if (step.choice() % 61 == 0) {
            // More than the kernel takes at once.
            int[] many = new int[1030];
            Arrays.fill(many, 1);
            return many;
        }
        int pieces = Math.floorMod(step.choice(), 5);
        int[] sizes = new int[pieces];
        int left = step.size();
        for (int i = 0; i < pieces; i++) {
            sizes[i] = i == pieces - 1 ? left : i % 2 == 0 ? left / 2 : 0;
            left -= sizes[i];
        }
        return sizes;
    }

    private static ByteBuffer make(Step.Room room, int size) {
        int capacity = size + 2 * MARGIN_BYTES;
        boolean direct = room == Step.Room.DIRECT || room == Step.Room.DIRECT_SLICE;
        boolean slice = room == Step.Room.SLICE || room == Step.Room.DIRECT_SLICE;
        int whole = slice ? capacity + MARGIN_BYTES : capacity;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(whole) : ByteBuffer.allocate(whole);
        for (int i = 0; i < whole; i++) {
            buffer.put(i, UNTOUCHED);
        }
        if (slice) {
            buffer = buffer.position(MARGIN_BYTES).slice();
        }
        return buffer.position(MARGIN_BYTES).limit(MARGIN_BYTES + size);
    }

    ByteBuffer first() {
        return all[0];
    }

    ByteBuffer[] all() {
        return all;
    }

    long room() {
        long room = 0;
        for (int i = 0; i < all.length; i++) {
            room += ends[i] - starts[i];
        }
        return room;
    }

    /** Bytes by which the positions moved; -1 where one did not stay between start and limit. */
    long moved() {
        long moved = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i].position() < starts[i] || all[i].limit() != ends[i]) {
                return -1;
            }
            moved += all[i].position() - starts[i];
        }
        return moved;
    }

    /** Whether all that was read is the stream's from that place on, in order, and nothing else. */
    boolean hold(long place) {
        long next = place;
        boolean full = true;
        for (int i = 0; i < all.length; i++) {
            ByteBuffer buffer = all[i];
            if (!full && buffer.position() != starts[i]) {
                return false;
            }
            for (int at = 0; at < buffer.capacity(); at++) {
                byte expected = UNTOUCHED;
                if (at >= starts[i] && at < buffer.position()) {
                    expected = Buffers.at(next++);
                }
                byte found = at < buffer.limit() ? buffer.get(at) : buffer.duplicate().clear()
                        .get(at);
                if (found != expected) {
                    return false;
                }
            }
            full &= buffer.position() == ends[i];
        }
        return true;
    }
}
