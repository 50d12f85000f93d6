package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.results.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ServerVariantTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(ServerVariant variant) {
        assertSame(variant, ServerVariant.named(variant.label()));
    }

    @Test
    void unknownNameIsAnsweredWithTheKnownOnes() {
        String known = Arrays.stream(ServerVariant.values())
                .map(ServerVariant::label)
                .collect(Collectors.joining(", "));
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> ServerVariant.named("foo"));
        assertEquals("variant must be one of " + known + "; was foo", e.getMessage());
    }

    @Test
    void labelsAreUniqueAndFitForFileNames() {
        List<String> labels =
                Arrays.stream(ServerVariant.values()).map(ServerVariant::label).toList();
        assertEquals(labels, labels.stream().distinct().toList());
        labels.forEach(label -> assertTrue(label.matches("[a-z]+(-[a-z]+)*"), label));
    }

    @Test
    void fourModelsAreSetApartAndRunEverywhere() {
        assertEquals(
                List.of(ServerVariant.ASYNC, ServerVariant.BLOCKING,
                        ServerVariant.VIRTUAL, ServerVariant.SELECTOR),
                ServerVariant.models());
        for (ServerVariant model : ServerVariant.models()) {
            assertEquals(List.of(), model.jvmArgs(), model.label());
            assertTrue(model.unavailable().isEmpty(), model.label());
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasRowInTheReadme(ServerVariant variant) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertTrue(readme.lines().anyMatch(
                line -> line.matches("\\| [^|]*`" + variant.label() + "`[^|]* \\| [^|]+ \\|")));
    }

    @Test
    void unixDomainSocketsAreServedByAllButTheJdksNio2AndOtherPeoplesServers() {
        assertEquals(List.of("blocking", "virtual", "selector",
                        "async-on-selector", "async-on-iouring",
                        "async-adaptive-on-selector"),
                ServerVariant.labelsOf(Transport.UNIX));
        assertEquals(Arrays.stream(ServerVariant.values()).map(ServerVariant::label).toList(),
                ServerVariant.labelsOf(Transport.TCP));
    }

    static Stream<ServerVariant> variantsOfTcpAlone() {
        return ServerContract.variants().filter(variant -> !variant.serves(Transport.UNIX));
    }

    @ParameterizedTest
    @MethodSource("variantsOfTcpAlone")
    void addressOfAnotherTransportIsRefused(ServerVariant variant) {
        assertThrows(IllegalArgumentException.class,
                () -> variant.start(ServerSpec.onUnixSocket(Path.of("x.socket"), 1, 1)).close());
    }

    @ParameterizedTest
    @EnumSource
    void descriptionAndReasonAreOneLine(ServerVariant variant) {
        assertTrue(variant.description().matches(".{10,70}"), variant.description());
        variant.unavailable().ifPresent(reason -> assertTrue(reason.matches(".{5,}"), reason));
    }

    /** The other tests leave out those that cannot: this has the build say so. */
    @ParameterizedTest
    @EnumSource
    void canRunHere(ServerVariant variant) {
        assumeTrue(variant.unavailable().isEmpty(), () -> variant.label()
                + " is left out of all tests: " + variant.unavailable().orElseThrow());
    }
}
