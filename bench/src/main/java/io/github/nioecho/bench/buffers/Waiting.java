package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.server.ServerVariant;

/** What buffer a connection keeps while it waits. */
final class Waiting {

    private Waiting() {
    }

    /** Returns the bytes of a server's buffer of some size that a waiting connection keeps. */
    static int bytes(String variant, int bufferBytes) {
        return variant.startsWith(ServerVariant.ASYNC_ADAPTIVE.label())
                ? Math.min(bufferBytes, Sizing.REFERENCE_BYTES) : bufferBytes;
    }
}
