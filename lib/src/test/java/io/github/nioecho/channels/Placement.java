package io.github.nioecho.channels;

import java.nio.ByteBuffer;

/** Where a buffer's bytes lie. */
enum Placement {
    HEAP, DIRECT, HEAP_SLICE, DIRECT_SLICE;

    private static final int MARGIN = 5;

    /** Returns an empty buffer; a slice lies in the midst of a larger one. */
    ByteBuffer of(int size) {
        boolean direct = this == DIRECT || this == DIRECT_SLICE;
        boolean slice = this == HEAP_SLICE || this == DIRECT_SLICE;
        int whole = slice ? size + 2 * MARGIN : size;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(whole) : ByteBuffer.allocate(whole);
        return slice ? buffer.slice(MARGIN, size) : buffer;
    }

    /** Returns a buffer full of the content. */
    ByteBuffer full(int size) {
        return of(size).put(Bytes.of(size)).flip();
    }
}
