package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.SteppedPlatform.Failure;
import io.github.nioecho.udp.EchoServerPair;
import io.github.nioecho.udp.UdpEchoServer;
import io.github.nioecho.udp.UdpEchoServerBuilder;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A start that fails leaves nothing open, whatever fails: the steps of a start that succeeds are
 * counted, and each in turn is made to fail.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class StartStepsTest {

    /** Starts what is under test on a platform, and returns what closes it. */
    private interface Start {
        AutoCloseable on(SteppedPlatform platform) throws IOException;
    }

    static Stream<Arguments> startsAndFailures() {
        Start one = platform -> tcp(platform, 1).start();
        Start sharded = platform -> tcp(platform, 3).start();
        Start shared = platform -> tcp(platform, 3).sharded(false).start();
        Start udp = platform -> udp(platform).start();
        Start pair = platform -> EchoServerPair.start(tcp(platform, 2), udp(platform));
        return Stream.of(one, sharded, shared, udp, pair).flatMap(
                start -> Stream.of(Failure.values()).map(
                        failure -> Arguments.of(start, failure)));
    }

    @ParameterizedTest
    @MethodSource("startsAndFailures")
    void eachStepMayFail(Start start, Failure failure) throws Exception {
        assertEachStepMayFail(AsynchronousChannelProvider.provider(), start, failure);
    }

    static Stream<Arguments> providersAndFailures() {
        return OwnProviders.available().flatMap(provider -> Stream.of(Failure.values()).map(
                failure -> Arguments.of(provider, failure)));
    }

    /** A file that were left would be in the way of the next start. */
    @ParameterizedTest
    @MethodSource("providersAndFailures")
    void eachStepOnAUnixDomainSocketMayFail(AsynchronousChannelProvider provider, Failure failure)
            throws Exception {
        Path folder = Files.createTempDirectory("echo");
        Start unix = platform -> tcp(platform, 2).unixPath(folder.resolve("s")).start();
        try {
            assertEachStepMayFail(provider, unix, failure);
        } finally {
            Files.delete(folder);
        }
    }

    private static void assertEachStepMayFail(
            AsynchronousChannelProvider provider, Start start, Failure failure) throws Exception {
        SteppedPlatform whole = new SteppedPlatform(provider, 0, failure);
        start.on(whole).close();
        assertTrue(whole.steps() > 0, "a start has steps");
        for (int step = 1; step <= whole.steps(); step++) {
            ProcessState before = ProcessState.now();
            SteppedPlatform platform = new SteppedPlatform(provider, step, failure);
            Throwable thrown = assertThrows(Throwable.class, () -> start.on(platform),
                    "step " + step + " of " + whole.steps());
            assertTrue(failure.isSeenIn(thrown), () -> failure + " became " + thrown);
            before.awaitNoMoreThanNow(Duration.ofSeconds(10));
        }
    }

    /** What the kernel cannot start it refuses with an Error, as if memory were short. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "limits memory with the shell's ulimit")
    void processWithoutThreadsLeavesNothingOpen() throws Exception {
        try (ChildJvm child = ChildJvm.start("export MALLOC_ARENA_MAX=1; ulimit -v 12000000",
                List.of("-Xlog:disable", "-Xss64m"), ThreadlessStarts.class)) {
            assertEquals("100 of 100 failed with OutOfMemoryError, 0 descriptors left open",
                    child.line());
        }
    }

    private static EchoServerBuilder tcp(SteppedPlatform platform, int loops) {
        return EchoServer.builder()
                .eventLoops(loops)
                .idleTimeout(Duration.ofSeconds(10))
                .socketOption(StandardSocketOptions.SO_RCVBUF, 1 << 16)
                .socketOption(StandardSocketOptions.SO_SNDBUF, 1 << 16)
                .provider(platform)
                .threadFactory(platform::newThread);
    }

    private static UdpEchoServerBuilder udp(SteppedPlatform platform) {
        return UdpEchoServer.builder()
                .socketOption(StandardSocketOptions.SO_RCVBUF, 1 << 16)
                .threadFactory(platform::newThread);
    }
}
