package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SendQueuesTest {

    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue";

    @TempDir
    private Path folder;

    @Test
    void readsWhatTheKernelWritesOfEachFamily() throws Exception {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the lines are so");
        Path four = Files.write(folder.resolve("tcp"), List.of(HEADING,
                "   0: 0100007F:1388 00000000:0000 0A 00000003:00000000 00:00000000 00000000",
                "   1: 0100007F:1388 0200007F:98C5 01 0000001A:00000007 01:00000014 00000000"));
        Path six = Files.write(folder.resolve("tcp6"), List.of(HEADING,
                "  10: 0000000000000000FFFF00000100007F:1388"
                        + " 0000000000000000FFFF00000300007F:98C5 01 FFFFFFFF:00000000 00:0 0",
                "  11: 00000000000000000000000001000000:1388"
                        + " B80D0120000000000000000001000000:98C5 01 00000001:00000000 00:0 0"));
        ConnectionInfo plain = connection(1, "127.0.0.1", "127.0.0.2");
        ConnectionInfo mapped = connection(2, "127.0.0.1", "127.0.0.3");
        ConnectionInfo wide = connection(3, "::1", "2001:db8::1");
        ConnectionInfo unknown = connection(4, "127.0.0.1", "127.0.0.4");
        assertEquals(Map.of(plain, 0x1AL, mapped, 0xFFFFFFFFL, wide, 1L),
                new SendQueues(four, six).of(List.of(plain, mapped, wide, unknown)));
    }

    @Test
    void systemThatDoesNotTellIsNoFailure() throws Exception {
        assertEquals(Map.of(), new SendQueues(folder.resolve("missing"))
                .of(List.of(connection(1, "127.0.0.1", "127.0.0.2"))));
    }

    @Test
    void unixDomainSocketsAreNotTold() throws Exception {
        Path table = Files.write(folder.resolve("tcp"), List.of(HEADING));
        ConnectionInfo connection = new ConnectionInfo(1,
                UnixDomainSocketAddress.of(""), UnixDomainSocketAddress.of("s"));
        assertEquals(Map.of(), new SendQueues(table).of(List.of(connection)));
    }

    private static ConnectionInfo connection(long id, String local, String remote)
            throws Exception {
        return new ConnectionInfo(id,
                new InetSocketAddress(InetAddress.getByName(remote), 0x98C5),
                new InetSocketAddress(InetAddress.getByName(local), 0x1388));
    }
}
