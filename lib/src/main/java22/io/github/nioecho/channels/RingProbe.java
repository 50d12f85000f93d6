package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells why this thread can have no ring, if it cannot: makes one, and has it do nothing once. That
 * takes all three system calls, of which a filter may forbid any.
 *
 * <p>{@link IoUringChannelProvider} finds it by its name.
 */
final class RingProbe implements Supplier<Optional<String>> {

    private static final String NEEDED = "io_uring needs Linux 5.19 or newer";
    private static final int NEEDED_MAJOR = 5;
    private static final int NEEDED_MINOR = 19;
    private static final long TAG = 42;

    private final Path proc;

    /** For {@link IoUringChannelProvider}. */
    RingProbe() {
        this(Path.of("/proc"));
    }

    /**
     * Makes a probe.
     *
     * @param proc where it looks for the reason of a refusal
     */
    RingProbe(Path proc) {
        this.proc = proc;
    }

    @Override
    public Optional<String> get() {
        try (Ring ring = Ring.open(Ring.FEWEST_ENTRIES)) {
            ring.enable();
            ring.nop(TAG);
            ring.enter(1, -1);
            return ring.next() && ring.tag() == TAG ? Optional.empty()
                    : Optional.of("io_uring does not complete what it is told to do");
        } catch (Ring.RefusedException e) {
            return Optional.of(explain(e.call(), e.errno()));
        } catch (IOException e) {
            return Optional.of("io_uring fails: " + e.getMessage());
        } catch (IllegalCallerException | ExceptionInInitializerError | NoClassDefFoundError e) {
            return Optional.of(explain(e));
        }
    }

    /** Returns what an error of one of the system calls means, in a sentence. */
    String explain(String call, int errno) {
        return switch (errno) {
            case Errno.EINVAL -> NEEDED + ", and this is Linux " + release();
            case Errno.ENOSYS -> isOld() ? NEEDED + ", and this is Linux " + release()
                    : "a seccomp filter forbids " + call + ", as in a container,"
                            + " or this Linux was built without it";
            case Errno.EPERM, Errno.EACCES -> forbidden(call);
            case Errno.ENOMEM -> "io_uring has no memory to lock: this process may lock "
                    + value("self/limits", "Max locked memory").map(RingProbe::firstWord)
                            .orElse("too few") + " bytes (RLIMIT_MEMLOCK, ulimit -l)";
            // Without one, the limit cannot be read either.
            case Errno.EMFILE -> "no descriptor is free for io_uring (RLIMIT_NOFILE, ulimit -n)";
            case Errno.ENFILE -> "no descriptor is free for io_uring in the whole system"
                    + " (fs.file-max)";
            default -> call + " fails: " + Libc.describe(errno);
        };
    }

    private String forbidden(String call) {
        String disabled = line("sys/kernel/io_uring_disabled").orElse("0");
        if (call.equals(Ring.SETUP) && disabled.equals("2")) {
            return "the system forbids io_uring: kernel.io_uring_disabled is 2";
        }
        if (call.equals(Ring.SETUP) && disabled.equals("1") && !hasAdminRights()) {
            return "the system forbids io_uring to this user: kernel.io_uring_disabled is 1,"
                    + " and the user is not in kernel.io_uring_group";
        }
        return value("thread-self/status", "Seccomp:").filter(mode -> !mode.equals("0")).isPresent()
                ? "a seccomp filter forbids " + call + ", as in a container"
                : "a security policy forbids " + call;
    }

    /** Whoever has CAP_SYS_ADMIN is not asked for a group. */
    private boolean hasAdminRights() {
        return value("thread-self/status", "CapEff:")
                .map(mask -> (Long.parseUnsignedLong(mask, 16) >> 21 & 1) != 0)
                .orElse(false);
    }

    private static String explain(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalCallerException
                ? "native access is denied to io.github.nioecho: --enable-native-access="
                        + (RingProbe.class.getModule().isNamed()
                                ? RingProbe.class.getModule().getName() : "ALL-UNNAMED")
                        + " allows it"
                : "the C library cannot be called: " + cause;
    }

    private boolean isOld() {
        String[] numbers = release().split("[^0-9]+");
        try {
            int major = Integer.parseInt(numbers[0]);
            return major < NEEDED_MAJOR || major == NEEDED_MAJOR
                    && Integer.parseInt(numbers[1]) < NEEDED_MINOR;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private String release() {
        return line("sys/kernel/osrelease").orElse("of an unknown version");
    }

    private Optional<String> line(String file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    /** Returns what stands behind a name at the beginning of a line. */
    private Optional<String> value(String file, String name) {
        return lines(file).stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(name.length()).strip());
    }

    private static String firstWord(String text) {
        return text.split("\\s+")[0];
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
