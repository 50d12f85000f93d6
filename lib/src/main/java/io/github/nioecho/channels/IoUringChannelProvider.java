package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * NIO.2 on io_uring: asynchronous channels whose operations the kernel does itself, a batch of them
 * with one system call. For Linux 5.19 and newer, on x86-64 and aarch64, with Java 22 and newer, in
 * a program that may call native code ({@code --enable-native-access}). {@link #unavailable()} says
 * whether that is so.
 *
 * <p>It is used as {@link SelectorChannelProvider} is, and has the same threads, the same
 * specification, and the same beyond it. The kernel reads and writes the caller's buffer if that
 * is a direct one and the only one; the bytes of others are copied, at most 128 KiB at a time. A
 * buffer is held until the kernel has let go of it, also when the channel is closed: only then is
 * the handler called.
 *
 * <p>See io_uring(7). A group has one ring for each of its threads, whose memory counts against
 * RLIMIT_MEMLOCK where the process is not privileged.
 */
public final class IoUringChannelProvider extends LoopProvider {

    /** What brought the Foreign Function and Memory API, and what src/main/java22 is compiled for. */
    private static final int NEEDED_FEATURE = 22;

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");
    private static final String PROBE = "io.github.nioecho.channels.RingProbe";
    private static final String ENGINE = "io.github.nioecho.channels.RingEngine";

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
    Engine openEngine() throws IOException {
        try {
            return (Engine) Class.forName(ENGINE).getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new LinkageError("no " + ENGINE, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no " + ENGINE, e);
        }
    }
}
