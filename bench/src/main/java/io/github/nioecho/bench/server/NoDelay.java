package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Sends small chunks at once, where the transport could do otherwise. */
public final class NoDelay {

    private NoDelay() {
    }

    /** Sets {@code TCP_NODELAY}, which a Unix domain socket has no use for and does not know. */
    public static void set(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }
}
