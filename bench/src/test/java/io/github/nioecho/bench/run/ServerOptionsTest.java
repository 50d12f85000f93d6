package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

@Timeout(60)
class ServerOptionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        " | async blocking virtual selector",
        "--variants=models | async blocking virtual selector",
        "--variants=selector,async | selector async",
        "--variants=selector,models | selector async blocking virtual",
        "--variants=contenders | netty-nio netty-nio-adaptive netty-epoll netty-iouring smart-socket"
                + " async-on-selector async-on-iouring async-adaptive-on-selector",
        "--variants=settings"
                + " | async-default-group async-loops async-heap async-adaptive async-nosync",
        "--target=127.0.0.1:5000,127.0.0.1:5001 | 127.0.0.1:5000 127.0.0.1:5001",
    })
    void serversAreNamedOneByOneOrByKind(String option, String names) {
        assertEquals(List.of(names.split(" ")),
                servers(option).servers().stream().map(ServerInfo::name).toList());
    }

    @Test
    void allIsEveryVariant() {
        assertEquals(Arrays.stream(ServerVariant.values()).map(ServerVariant::label).toList(),
                servers("--variants=all").servers().stream().map(ServerInfo::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsToldOfVariantIsWhatTheRegistryKnows(ServerVariant variant) {
        ServerOptions options = servers("--variants=" + variant.label());
        assertEquals(
                List.of(new ServerInfo(variant.label(), variant.kind(), variant.description(),
                        variant.unavailable().orElse(null))),
                options.servers());
        assertEquals(variant.unavailable().isPresent(), options.subjects().isEmpty());
    }

    @Test
    void targetsAndVariantsExcludeEachOther() {
        ServerOptions options = servers("--variants=async", "--target=127.0.0.1:5000");
        assertEquals("--target and --variants exclude each other",
                assertThrows(ParameterException.class, options::servers).getMessage());
    }

    @Test
    void hostsAddressesAreTriedAsClientsDo() throws IOException {
        InetAddress four = InetAddress.getByName("127.0.0.1");
        InetAddress six = InetAddress.getByName("::1");

        assertEquals(List.of(new InetSocketAddress(six, 7), new InetSocketAddress(four, 7)),
                ServerOptions.inOrder(new InetAddress[] {four, six}, 7));
    }

    @Test
    void whatIsLeftOutIsToldWithTheReason() {
        ServerOptions options = servers("--variants=all");
        StringWriter told = new StringWriter();
        options.tellLeftOut(new PrintWriter(told));
        assertEquals(
                options.servers().stream().filter(server -> server.leftOut() != null)
                        .map(server -> server.name() + " is left out: " + server.leftOut())
                        .toList(),
                told.toString().lines().toList());
    }

    @ParameterizedTest
    @EnumSource
    void variantThatCannotRunIsRefusedIfItIsTheOnlyOne(ServerVariant variant) {
        ServerOptions options = servers("--variants=" + variant.label());
        if (variant.unavailable().isPresent()) {
            assertEquals("--variants: none of them can run here: " + variant.label() + ": "
                            + variant.unavailable().get(),
                    assertThrows(ParameterException.class, options::requireAny).getMessage());
        } else {
            options.requireAny();
        }
    }

    private static ServerOptions servers(String... args) {
        Measuring command = new Measuring();
        new CommandLine(command)
                .parseArgs(args[0] == null ? new String[0] : args);
        return command.servers;
    }

    @Command
    private static final class Measuring {

        @Mixin
        private ServerOptions servers;
    }
}
