package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "these are its numbers")
class SocketAddressesTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 2", "255.1.2.254, 2", "127.0.0.1, 10", "255.1.2.254, 10", "::1, 10",
            "fe80::1:2, 10", "0.0.0.0, 2", "::, 10"})
    void internetAddressComesBack(String host, int family) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 54321);
        assertEquals(address, comesBack(address, family));
    }

    /** As on the JDK's channels: the wildcard of a dual-stack socket is that of IPv6. */
    @Test
    void wildcardOfIpv4IsThatOfBothOnASocketOfBoth() throws Exception {
        assertEquals(new InetSocketAddress(InetAddress.getByName("::"), 1),
                comesBack(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 1), 10));
    }

    @Test
    void scopeComesBack() throws Exception {
        Inet6Address host = Inet6Address.getByAddress(
                null, InetAddress.getByName("fe80::1").getAddress(), 3);
        InetSocketAddress back =
                (InetSocketAddress) comesBack(new InetSocketAddress(host, 1), Libc.AF_INET6);
        assertEquals(3, ((Inet6Address) back.getAddress()).getScopeId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/tmp/a", "relative", "/tmp/\u00e4"})
    void pathComesBack(String path) throws Exception {
        SocketAddress address = UnixDomainSocketAddress.of(path);
        assertEquals(address, comesBack(address, Libc.AF_UNIX));
    }

    @Test
    void pathMayBeAsLongAsLinuxTakesAndNoLonger() throws Exception {
        SocketAddress longest = UnixDomainSocketAddress.of("x".repeat(107));
        assertEquals(longest, comesBack(longest, Libc.AF_UNIX));
        SocketAddress longer = UnixDomainSocketAddress.of("x".repeat(108));
        assertEquals("Unix domain path too long", assertThrows(SocketException.class,
                () -> comesBack(longer, Libc.AF_UNIX)).getMessage());
    }

    @Test
    void socketRefusesWhatIsNotOfItsFamily() throws Exception {
        SocketAddress path = UnixDomainSocketAddress.of("/tmp/a");
        SocketAddress six = new InetSocketAddress(InetAddress.getByName("::1"), 1);
        assertThrows(UnsupportedAddressTypeException.class, () -> comesBack(path, Libc.AF_INET6));
        assertThrows(SocketException.class, () -> comesBack(six, Libc.AF_INET));
        assertThrows(UnsupportedAddressTypeException.class, () -> comesBack(six, Libc.AF_UNIX));
        assertThrows(UnresolvedAddressException.class, () -> comesBack(
                InetSocketAddress.createUnresolved("localhost", 1), Libc.AF_INET6));
    }

    private static SocketAddress comesBack(SocketAddress address, int family) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(SocketAddresses.BYTES, Long.BYTES);
            bytes.fill((byte) 0xff);
            int length = SocketAddresses.write(address, family, bytes);
            return SocketAddresses.read(bytes, length);
        }
    }
}
