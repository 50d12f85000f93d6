package io.github.nioecho.server;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Map;

/** Sets socket options whose types only their names know. */
public final class SocketOptions {

    /** {@code setOption} of a channel or of a socket, which have no type in common. */
    public interface Target {

        /** Sets the option; what it returns is not looked at. */
        <T> Object setOption(SocketOption<T> option, T value) throws IOException;
    }

    private SocketOptions() {
    }

    /**
     * Sets one option that is known to be right.
     *
     * @throws ClassCastException if the value is not of the option's type
     */
    public static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value)
            throws IOException {
        channel.setOption(option, option.type().cast(value));
    }

    /**
     * Sets options that a user chose.
     *
     * @param kind what the target is, such as {@code a datagram socket}
     * @throws IllegalArgumentException that names the option, if the target does not take it
     */
    public static void setChosen(Target target, String kind, Map<SocketOption<?>, Object> options)
            throws IOException {
        for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
            try {
                set(target, option.getKey(), option.getValue());
            } catch (UnsupportedOperationException | IllegalArgumentException
                    | ClassCastException e) {
                throw new IllegalArgumentException("socketOption " + option.getKey()
                        + " must be one that " + kind + " takes, was " + option.getValue()
                        + " (" + e.getMessage() + ")", e);
            }
        }
    }

    private static <T> void set(Target target, SocketOption<T> option, Object value)
            throws IOException {
        target.setOption(option, option.type().cast(value));
    }
}
