package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program says that may have no ring, each time for another reason. */
@Timeout(60)
class RingProbeTest {

    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    private Path proc;

    @BeforeAll
    static void isAvailable() {
        IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    @Test
    void nothingIsInTheWay() throws Exception {
        assertEquals("available", child("true", NATIVE_ACCESS));
    }

    @ParameterizedTest
    @CsvSource({
        "425=1, a seccomp filter forbids io_uring_setup%2c as in a container",
        "425=13, a seccomp filter forbids io_uring_setup%2c as in a container",
        "426=1, a seccomp filter forbids io_uring_enter%2c as in a container",
        "427=1, a seccomp filter forbids io_uring_register%2c as in a container",
        "426=38, a seccomp filter forbids io_uring_enter%2c as in a container%2c"
                + " or this Linux was built without it"})
    void forbiddenByAFilter(String filter, String reason) throws Exception {
        assertEquals(reason.replace("%2c", ","), child("true", NATIVE_ACCESS, filter));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "has no such option")
    void nativeAccessIsDenied() throws Exception {
        assertEquals("native access is denied to io.github.nioecho:"
                + " --enable-native-access=ALL-UNNAMED allows it",
                child("true", "--illegal-native-access=deny"));
    }

    @Test
    void noDescriptorIsFree() throws Exception {
        assertEquals("no descriptor is free for io_uring (RLIMIT_NOFILE, ulimit -n)",
                child("ulimit -n 200", NATIVE_ACCESS, "descriptors"));
    }

    /** Root may lock what it likes: not without that capability. */
    @Test
    void noMemoryToLock() throws Exception {
        assertEquals("io_uring has no memory to lock: this process may lock 0 bytes"
                + " (RLIMIT_MEMLOCK, ulimit -l)",
                child(mayLock(0), NATIVE_ACCESS));
    }

    /** Returns a shell command after which a process may lock so much, whoever runs it. */
    static String mayLock(int kibibytes) throws Exception {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        return "ulimit -l " + kibibytes + (root
                ? " && set -- setpriv --bounding-set -ipc_lock \"$0\" \"$@\" && exec \"$@\"" : "");
    }

    @Test
    void oldKernel() throws Exception {
        write("sys/kernel/osrelease", "5.15.0-91-generic\n");
        String reason = "io_uring needs Linux 5.19 or newer, and this is Linux 5.15.0-91-generic";
        assertEquals(reason, explain(Errno.EINVAL));
        assertEquals(reason, explain(Errno.ENOSYS));
        write("sys/kernel/osrelease", "6.1.0\n");
        assertTrue(explain(Errno.ENOSYS).startsWith("a seccomp filter"));
    }

    @ParameterizedTest
    @CsvSource({
        "2, ffffffffffffffff, the system forbids io_uring: kernel.io_uring_disabled is 2",
        "1, 0000000000000000, the system forbids io_uring to this user:"
                + " kernel.io_uring_disabled is 1%2c and the user is not in kernel.io_uring_group",
        "1, 0000000000200000, a security policy forbids io_uring_setup",
        "0, 0000000000000000, a security policy forbids io_uring_setup"})
    void forbiddenByTheSystem(String disabled, String capabilities, String reason)
            throws Exception {
        write("sys/kernel/io_uring_disabled", disabled + "\n");
        write("thread-self/status", "Name:\tjava\nCapEff:\t" + capabilities + "\nSeccomp:\t0\n");
        assertEquals(reason.replace("%2c", ","), explain(Errno.EPERM));
    }

    @Test
    void withoutAnyFilesOfProcThereIsAReasonToo() {
        for (int errno : List.of(Errno.EPERM, Errno.EINVAL, Errno.ENOSYS, Errno.ENOMEM,
                Errno.EMFILE, Errno.ENFILE, Errno.EBUSY)) {
            assertTrue(explain(errno).contains("io_uring"), explain(errno));
        }
    }

    @Test
    void providerSaysSo() throws Exception {
        assertEquals("available", child("true", NATIVE_ACCESS));
        UnsupportedOperationException e = assertThrows(UnsupportedOperationException.class, () -> {
            String system = System.setProperty("os.name", "Plan 9");
            try {
                new IoUringChannelProvider();
            } finally {
                System.setProperty("os.name", system);
            }
        });
        assertEquals("io_uring is Linux's, and this is Plan 9", e.getMessage());
    }

    private String explain(int errno) {
        return new RingProbe(proc).explain(Ring.SETUP, errno);
    }

    private void write(String name, String text) throws Exception {
        Path file = proc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String child(String shellCommand, String jvmOption, String... arguments)
            throws Exception {
        return child(shellCommand, List.of(jvmOption), ProbeChild.class, arguments);
    }

    /** Runs a program after a shell command, and returns what it has printed. */
    static String child(String shellCommand, List<String> jvmOptions, Class<?> main,
            String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", shellCommand + " && exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(
                    process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it still runs");
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
