package io.github.nioecho;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;

/** Sets socket options whose types only their names know. */
final class SocketOptions {

    private SocketOptions() {
    }

    /**
     * @throws ClassCastException if the value is not of the option's type
     */
    static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value)
            throws IOException {
        channel.setOption(option, option.type().cast(value));
    }
}
