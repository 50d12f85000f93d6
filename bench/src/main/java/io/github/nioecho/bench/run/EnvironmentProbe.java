package io.github.nioecho.bench.run;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.nioecho.bench.results.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds out where we run. What is not there to be read stays null, and what has to be measured, see
 * {@link MachineProbe}.
 */
public final class EnvironmentProbe {

    private EnvironmentProbe() {
    }

    /** Reads everything anew. */
    public static Environment read() {
        OperatingSystemMXBean os =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Optional<GitCommit> commit = GitCommit.ofThisBuild();
        return new Environment(
                System.getProperty("java.vendor.version") == null
                        ? Runtime.version().toString()
                        : Runtime.version() + " " + System.getProperty("java.vendor.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.vm.name"),
                withoutPaths(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                cpuModel().orElse(null),
                os.getTotalMemorySize() > 0 ? os.getTotalMemorySize() : null,
                kernel("core/somaxconn", Integer::valueOf).orElse(null),
                kernel("ipv4/tcp_rmem", EnvironmentProbe::numbers).orElse(null),
                kernel("ipv4/tcp_wmem", EnvironmentProbe::numbers).orElse(null),
                os instanceof UnixOperatingSystemMXBean unix
                        ? (Long) unix.getMaxFileDescriptorCount() : null,
                commit.map(GitCommit::id).orElse(null),
                commit.map(GitCommit::dirty).orElse(null),
                null, null);
    }

    /** Leaves out flags that could name a user or a folder: results are made to be published. */
    static List<String> withoutPaths(List<String> flags) {
        return flags.stream().filter(flag -> !flag.contains("/") && !flag.contains("\\")).toList();
    }

    private static Optional<String> cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException expected) {
            return Optional.empty(); // not Linux
        }
    }

    private static <T> Optional<T> kernel(String setting, Function<String, T> parse) {
        // Not Files.readString: it reads a byte first, and these files give no more after that.
        try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net", setting))) {
            return Optional.of(parse.apply(file.readLine().strip()));
        } catch (IOException | NumberFormatException expected) {
            return Optional.empty(); // not Linux
        }
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.split("\\s+")).map(Long::valueOf).toList();
    }
}
