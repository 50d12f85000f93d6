package io.github.nioecho.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AddressTextTest {

    /** The IPv6 ones from RFC 5952, chapters 1 and 4. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "0:0:0:0:0:0:0:0, [::]",
        "0:0:0:0:0:0:0:1, [::1]",
        "1:0:0:0:0:0:0:0, [1::]",
        "2001:DB8:0:0:0:0:0:1, [2001:db8::1]",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]",
        "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]",
        "0:0:3:4:5:6:7:8, [::3:4:5:6:7:8]",
        "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]",
    })
    void addressIsInItsShortForm(String host, String expected) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        assertEquals(expected + ":5000", AddressText.of(new InetSocketAddress(address, 5000)));
        if (expected.startsWith("[")) {
            String shortForm = expected.substring(1, expected.length() - 1);
            assertEquals(address, InetAddress.getByName(shortForm));
        }
    }

    @Test
    void scopeIsKept() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        InetAddress address = Inet6Address.getByAddress(null, linkLocal, 3);
        assertEquals("[fe80::1%3]:7", AddressText.of(new InetSocketAddress(address, 7)));
    }

    @Test
    void unixDomainSocketHasItsPathOrNoName() {
        assertEquals(Path.of("run", "echo.sock").toString(),
                AddressText.of(UnixDomainSocketAddress.of(Path.of("run", "echo.sock"))));
        assertEquals("(unnamed)", AddressText.of(UnixDomainSocketAddress.of("")));
    }
}
