package io.github.nioecho;

import io.github.nioecho.server.ListenAddress;
import io.github.nioecho.server.ListenPath;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * The frozen options of one server, and the only place that checks them. What each one means stands
 * at its method in {@link EchoServerBuilder}.
 *
 * @param unixPath what the server listens on instead of address and port; null for those
 * @param bufferSizeBytes what each connection has at least
 * @param maxBufferSizeBytes how far that grows; the same where it does not
 * @param sharded whether several event loops have a listener each (SO_REUSEPORT) instead of one
 *     listener whose connections are served by as many threads
 * @param faults which connections misbehave on purpose
 * @param recordedBytes how much of what a connection receives is kept
 */
record Config(
        InetAddress bindAddress,
        int port,
        Path unixPath,
        int backlog,
        int bufferSizeBytes,
        int maxBufferSizeBytes,
        boolean directBuffers,
        int eventLoops,
        int maxConnections,
        Duration idleTimeout,
        Duration closeTimeout,
        boolean tcpNoDelay,
        Map<SocketOption<?>, Object> socketOptions,
        ThreadFactory threadFactory,
        EchoObserver observer,
        AsynchronousChannelProvider provider,
        boolean sharded,
        Faults faults,
        int recordedBytes) {

    /** A larger one takes the first connection seconds to get, cleared by the JDK, and saves nothing. */
    private static final int MAX_BUFFER_SIZE_BYTES = 64 << 20;

    private static final Duration MAX_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE);

    Config {
        Objects.requireNonNull(bindAddress, "bindAddress");
        ListenAddress.requireOneHost(bindAddress);
        ListenAddress.requirePort(port);
        if (unixPath != null) {
            ListenPath.require(unixPath);
        }
        requireAtLeast("backlog", backlog, 1, "");
        requireAtLeast(maxBufferSizeBytes == bufferSizeBytes
                ? "bufferSize" : "adaptiveBuffer's minimum", bufferSizeBytes, 1, " byte");
        if (maxBufferSizeBytes < bufferSizeBytes) {
            throw new IllegalArgumentException("adaptiveBuffer's maximum must be >= its minimum, "
                    + bufferSizeBytes + " bytes, was " + maxBufferSizeBytes);
        }
        if (maxBufferSizeBytes > MAX_BUFFER_SIZE_BYTES) {
            throw new IllegalArgumentException((maxBufferSizeBytes == bufferSizeBytes
                    ? "bufferSize" : "adaptiveBuffer's maximum") + " must be <= "
                    + MAX_BUFFER_SIZE_BYTES + " bytes, was " + maxBufferSizeBytes);
        }
        requireAtLeast("eventLoops", eventLoops, 1, "");
        requireAtLeast("maxConnections", maxConnections, 0, "");
        requireTimeout("idleTimeout", idleTimeout);
        requireTimeout("closeTimeout", closeTimeout);
        socketOptions = Map.copyOf(socketOptions);
        Objects.requireNonNull(threadFactory, "threadFactory");
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(faults, "faults");
        requireAtLeast("recordReceived", recordedBytes, 0, " bytes");
    }

    /** Returns what to set on each accepted channel. */
    Map<SocketOption<?>, Object> acceptedSocketOptions() {
        Map<SocketOption<?>, Object> options = new HashMap<>();
        if (tcpNoDelay && unixPath == null) {
            options.put(StandardSocketOptions.TCP_NODELAY, true);
        }
        options.putAll(socketOptions);
        return Map.copyOf(options);
    }

    private static void requireAtLeast(String option, int value, int min, String unit) {
        if (value < min) {
            throw new IllegalArgumentException(
                    option + " must be >= " + min + unit + ", was " + value);
        }
    }

    private static void requireTimeout(String option, Duration value) {
        Objects.requireNonNull(value, option);
        if (value.isNegative() || value.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    option + " must be in 0.." + MAX_TIMEOUT.toSeconds() + " s, was " + value);
        }
    }
}
