package io.github.nioecho.bench.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The I/O models under comparison. Adding one takes a class with a factory, and a line here. */
public enum ServerVariant {

    /** The library: NIO.2 completion handlers. */
    ASYNC("async", AsyncEchoServer::start),

    /** One platform thread per connection. */
    BLOCKING("blocking", BlockingEchoServer::onPlatformThreads),

    /** One virtual thread per connection. */
    VIRTUAL("virtual", BlockingEchoServer::onVirtualThreads),

    /** Selector loops, each serving many connections. */
    SELECTOR("selector", SelectorEchoServer::start);

    private final String label;
    private final Factory factory;

    ServerVariant(String label, Factory factory) {
        this.label = label;
        this.factory = factory;
    }

    /**
     * Finds a variant by the name that users type.
     *
     * @param name a variant's {@link #label()}
     * @return the variant
     * @throws IllegalArgumentException if no variant has that name; the message lists those that
     *     exist
     */
    public static ServerVariant named(String name) {
        for (ServerVariant variant : values()) {
            if (variant.label.equals(name)) {
                return variant;
            }
        }
        String known = Arrays.stream(values())
                .map(ServerVariant::label)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("variant must be one of " + known + "; was " + name);
    }

    /** Returns the name that users type: {@code -p variant=selector}. */
    public String label() {
        return label;
    }

    /**
     * Starts a server of this variant. When this method throws, nothing is left open.
     *
     * @param spec where to listen, and with how much
     * @return the server, already listening
     * @throws java.net.BindException if the port is in use or the address is not local
     * @throws IOException if a socket cannot be opened
     */
    public RunningServer start(ServerSpec spec) throws IOException {
        return factory.start(spec);
    }

    private interface Factory {
        RunningServer start(ServerSpec spec) throws IOException;
    }
}
