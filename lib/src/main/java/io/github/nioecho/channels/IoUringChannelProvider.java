package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Asynchronous channels on io_uring: Linux 5.19 and newer, on x86-64 and aarch64, with Java 22 and
 * newer, in a program that may call native code.
 *
 * <p>{@link #unavailable()} says whether that is so.
 */
public final class IoUringChannelProvider extends AsynchronousChannelProvider {

    /** What brought the Foreign Function and Memory API, and what src/main/java22 is compiled for. */
    private static final int NEEDED_FEATURE = 22;

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");
    private static final String PROBE = "io.github.nioecho.channels.RingProbe";

    /**
     * Makes a provider.
     *
     * @throws UnsupportedOperationException if io_uring is {@linkplain #unavailable() unavailable};
     *     the message is the reason
     */
    public IoUringChannelProvider() {
        unavailable().ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
    }

    /**
     * Returns the reason why there can be no provider, if there is one: this is not Linux, or not a
     * processor that it is made for, Java or the kernel is too old, a seccomp filter or a sysctl
     * forbids it, there is no memory to lock or no free descriptor, or native access is denied.
     *
     * <p>Each call finds out anew, for the thread that calls.
     *
     * @return a sentence without a full stop; empty if there is nothing in the way
     */
    public static Optional<String> unavailable() {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        int feature = Runtime.version().feature();
        if (!system.equals("Linux")) {
            return Optional.of("io_uring is Linux's, and this is " + system);
        }
        if (!ARCHITECTURES.contains(architecture)) {
            return Optional.of("io_uring is called on x86-64 and aarch64 only, and this is "
                    + architecture);
        }
        if (feature < NEEDED_FEATURE) {
            return Optional.of("io_uring needs Java " + NEEDED_FEATURE
                    + " or newer, and this is Java " + feature);
        }
        return probe();
    }

    private static Optional<String> probe() {
        try {
            Constructor<?> constructor = Class.forName(PROBE).getDeclaredConstructor();
            Supplier<?> probe = (Supplier<?>) constructor.newInstance();
            return ((Optional<?>) probe.get()).map(String.class::cast);
        } catch (ClassNotFoundException e) {
            return Optional.of("the classes for Java " + NEEDED_FEATURE + " are missing:"
                    + " they are in META-INF/versions of the jar, whose manifest"
                    + " must say Multi-Release: true");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no " + PROBE, e);
        }
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            int threads, ThreadFactory threadFactory) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            ExecutorService executor, int initialSize) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
            throws IOException {
        throw new UnsupportedOperationException();
    }
}
