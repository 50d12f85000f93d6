package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SourceAddressesTest {

    // The even ports of an address, which are left once the odd ones are bound elsewhere.
    private static final int FEWEST_PORTS = 14_116;
    private static final int BLOCK = SourceAddresses.BLOCK;

    private InetSocketAddress loopback;

    @BeforeEach
    void find() {
        loopback = new InetSocketAddress("127.0.0.1", 7);
    }

    @Test
    void noAddressIsGivenMoreConnectionsThanItMayHavePortsFor() throws IOException {
        assumeOthers();
        SourceAddresses sources = SourceAddresses.inBlocks(loopback, FEWEST_PORTS + 1);

        assertNull(sources.of(0));
        assertNull(sources.of(BLOCK - 1));
        assertEquals("127.0.0.2", sources.of(BLOCK).getHostAddress());
        assertEquals("127.0.0.2", sources.of(FEWEST_PORTS).getHostAddress());
    }

    @Test
    void eachBlockHasAnAddressOfItsOwn() throws IOException {
        assumeOthers();
        SourceAddresses sources = SourceAddresses.inBlocks(loopback, 3 * BLOCK);

        assertEquals("127.0.0.2", sources.of(2 * BLOCK - 1).getHostAddress());
        assertEquals("127.0.0.3", sources.of(3 * BLOCK - 1).getHostAddress());
    }

    @Test
    void whatFitsIntoOneBlockIsLeftToTheKernel() throws IOException {
        assertNull(SourceAddresses.inBlocks(loopback, BLOCK).of(BLOCK - 1));
    }

    @Test
    void thoseThatComeAndGoTakeTurns() throws IOException {
        assumeOthers();
        SourceAddresses sources = SourceAddresses.inTurn(loopback);

        assertNotEquals(sources.of(0), sources.of(1));
        assertEquals(sources.of(0), sources.of(SourceAddresses.IN_TURN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::1"})
    void kernelChoosesWhereTheServerIsNotOnAnIpv4Loopback(String server) throws IOException {
        InetSocketAddress address = new InetSocketAddress(server, 7);

        assertNull(SourceAddresses.inBlocks(address, 3 * BLOCK).of(BLOCK));
        assertNull(SourceAddresses.inTurn(address).of(1));
    }

    @Test
    void unixDomainSocketsHaveNone() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of("echo.socket");

        assertNull(SourceAddresses.inBlocks(address, 3 * BLOCK).of(BLOCK));
        assertNull(SourceAddresses.inTurn(address).of(1));
    }

    private void assumeOthers() throws IOException {
        assumeTrue(SourceAddresses.inTurn(loopback).of(0) != null,
                "the system has no other loopback addresses");
    }
}
