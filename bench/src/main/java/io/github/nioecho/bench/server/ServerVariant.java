package io.github.nioecho.bench.server;

import io.github.nioecho.bench.results.ServerInfo.Kind;
import io.github.nioecho.bench.results.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers that can be measured. Adding one takes a class with a factory, and a line here. */
public enum ServerVariant {

    /** The library: NIO.2 completion handlers. */
    ASYNC("async", Kind.MODEL, "this library: NIO.2 completion handlers", AsyncChannels.JDK),

    /** One platform thread per connection. */
    BLOCKING("blocking", Kind.MODEL, "one platform thread per connection",
            ServerFactory.overUnixSocketsToo(BlockingEchoServer::onPlatformThreads)),

    /** One virtual thread per connection. */
    VIRTUAL("virtual", Kind.MODEL, "one virtual thread per connection",
            ServerFactory.overUnixSocketsToo(BlockingEchoServer::onVirtualThreads)),

    /** Selector loops, each serving many connections. */
    SELECTOR("selector", Kind.MODEL, "selector loops",
            ServerFactory.overUnixSocketsToo(SelectorEchoServer::start)),

    /** Netty on the JDK's selector. */
    NETTY_NIO("netty-nio", Kind.CONTENDER, "Netty 4.2 on the JDK's selector",
            NettyTransport.NIO, ServerFactory.NATIVE_ACCESS),

    /** The same, with sizes of reads that Netty chooses. */
    NETTY_NIO_ADAPTIVE("netty-nio-adaptive", Kind.CONTENDER,
            "netty-nio, whose reads adapt to what arrives, up to the buffer size",
            NettyEchoServer::withAdaptiveReads, ServerFactory.NATIVE_ACCESS),

    /** Netty on its own epoll. */
    NETTY_EPOLL("netty-epoll", Kind.CONTENDER, "Netty 4.2 on its own binding of epoll (Linux)",
            NettyTransport.EPOLL, ServerFactory.NATIVE_ACCESS),

    /** Netty on its own io_uring. */
    NETTY_IO_URING("netty-iouring", Kind.CONTENDER,
            "Netty 4.2 on its own binding of io_uring (Linux)",
            NettyTransport.IO_URING, ServerFactory.NATIVE_ACCESS),

    /** The library on smart-socket's implementation of NIO.2. */
    SMART_SOCKET("smart-socket", Kind.CONTENDER, "async on smart-socket's provider of NIO.2",
            AsyncEchoServer::onSmartSocket),

    /** The library on its own channels, which wait in a selector. */
    ASYNC_ON_SELECTOR("async-on-selector", Kind.CONTENDER,
            "async on this library's own NIO.2, on the JDK's selector", AsyncChannels.SELECTOR),

    /** The library on its own channels, which the kernel reads and writes. */
    ASYNC_ON_IO_URING("async-on-iouring", Kind.CONTENDER,
            "async on this library's own NIO.2, on io_uring (Linux, Java 22)",
            AsyncChannels.IO_URING, ServerFactory.NATIVE_ACCESS),

    /** The library on its own channels, with buffers that grow and shrink. */
    ASYNC_ADAPTIVE_ON_SELECTOR("async-adaptive-on-selector", Kind.CONTENDER,
            "async-adaptive on this library's own NIO.2, on the JDK's selector",
            ServerFactory.overUnixSocketsToo(
                    spec -> AsyncEchoServer.withAdaptiveBuffers(AsyncChannels.SELECTOR, spec))),

    /** The library on the JDK's default group. */
    ASYNC_DEFAULT_GROUP("async-default-group", Kind.SETTING,
            "async on the JDK's default group (a cached pool), whatever threads",
            AsyncChannels.JDK.only(AsyncEchoServer::onDefaultGroup)),

    /** The library with several event loops. */
    ASYNC_LOOPS("async-loops", Kind.SETTING,
            "async with an event loop per processor, whatever threads",
            AsyncChannels.JDK.only(AsyncEchoServer::onEveryProcessor)),

    /** The library with buffers that the JDK has to copy. */
    ASYNC_HEAP("async-heap", Kind.SETTING, "async with buffers on the Java heap",
            AsyncChannels.JDK.only(AsyncEchoServer::withHeapBuffers)),

    /** The library with buffers that grow and shrink. */
    ASYNC_ADAPTIVE("async-adaptive", Kind.SETTING,
            "async with buffers of 1 KiB that grow up to the buffer size",
            AsyncChannels.JDK.only(AsyncEchoServer::withAdaptiveBuffers)),

    /** The library in a JVM that does not try to read before it waits. */
    ASYNC_NOSYNC("async-nosync", Kind.SETTING, "async with sun.nio.ch.disableSynchronousRead",
            AsyncChannels.JDK, AsyncEchoServer.NO_SYNCHRONOUS_READ);

    private final String label;
    private final Kind kind;
    private final String description;
    private final ServerFactory factory;
    private final List<String> jvmArgs;

    ServerVariant(
            String label, Kind kind, String description, ServerFactory factory, String... jvmArgs) {
        this.label = label;
        this.kind = kind;
        this.description = description;
        this.factory = factory;
        this.jvmArgs = List.of(jvmArgs);
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

    /** Returns the I/O models that the benchmark is about, in the order of its tables. */
    public static List<ServerVariant> models() {
        return Arrays.stream(values()).filter(variant -> variant.kind == Kind.MODEL).toList();
    }

    /** Returns the names of those that can serve clients over such a transport. */
    public static List<String> labelsOf(Transport transport) {
        return Arrays.stream(values()).filter(variant -> variant.serves(transport))
                .map(ServerVariant::label).toList();
    }

    /** Returns the name that users type: {@code -p variant=selector}. */
    public String label() {
        return label;
    }

    /** Returns what a comparison with this variant tells. */
    public Kind kind() {
        return kind;
    }

    /** Returns what this variant is, in a few words. */
    public String description() {
        return description;
    }

    /** Returns the options that a JVM needs in which this variant is to be measured. */
    public List<String> jvmArgs() {
        return jvmArgs;
    }

    /** Returns the reason why this variant cannot run on this platform, if there is one. */
    public Optional<String> unavailable() {
        return factory.unavailable();
    }

    /** Returns whether this variant can serve clients over such a transport. */
    public boolean serves(Transport transport) {
        return transport == Transport.TCP || factory.servesUnixSockets();
    }

    /**
     * Returns the first of {@link #jvmArgs()} without which this JVM would silently measure
     * something else, if there is one.
     */
    public Optional<String> missingJvmArg() {
        return jvmArgs.stream().filter(arg -> arg.startsWith("-D")).filter(arg -> {
            String[] property = arg.substring("-D".length()).split("=", 2);
            return !property[1].equals(System.getProperty(property[0]));
        }).findFirst();
    }

    /**
     * Starts a server of this variant. When this method throws, nothing is left open.
     *
     * @param spec where to listen, and with how much
     * @return the server, already listening
     * @throws java.net.BindException if the port is in use, the address is not local, or no file
     *     can be made for a Unix domain socket; the message says why
     * @throws IllegalArgumentException if this variant does not serve the address's transport
     * @throws IOException if a socket cannot be opened
     */
    public RunningServer start(ServerSpec spec) throws IOException {
        if (!serves(spec.transport())) {
            throw new IllegalArgumentException(
                    label + " does not serve " + spec.transport().words());
        }
        return factory.start(spec);
    }

    /** Fills the names of those that serve Unix domain sockets into an option's help. */
    public static final class UnixLabels implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return labelsOf(Transport.UNIX).iterator();
        }
    }
}
