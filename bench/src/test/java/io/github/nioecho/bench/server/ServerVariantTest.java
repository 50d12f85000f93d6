package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerVariantTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsLabel(ServerVariant variant) {
        assertSame(variant, ServerVariant.named(variant.label()));
    }

    @Test
    void unknownNameIsAnsweredWithTheKnownOnes() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> ServerVariant.named("foo"));
        assertEquals(
                "variant must be one of async, blocking, virtual, selector; was foo",
                e.getMessage());
    }
}
