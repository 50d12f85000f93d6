package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the kernel has ideas of its own about addresses. */
@Timeout(60)
class RingUnixDomainTest extends ProviderTest {

    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final Path folder;
    private UnixDomainSocketAddress address;

    RingUnixDomainTest(@TempDir Path folder) {
        super(Provider.IO_URING);
        this.folder = folder;
    }

    @BeforeEach
    void name() {
        address = UnixDomainSocketAddress.of(folder.resolve("s"));
    }

    @Test
    void listenerNeedsAName() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(BindException.class, () -> listener.bind(UNNAMED));
        assertEquals(address, listener.bind(address).getLocalAddress());
    }

    @Test
    void nobodyIsWhereThereIsNoName() throws Exception {
        assertInstanceOf(ConnectException.class, failure(channel().connect(UNNAMED)));
    }

    /** A wildcard of IPv4 is not one of IPv6, which no listener of IPv4 would hear. */
    @Test
    void wildcardOfIpv4ReachesAListenerOfIpv4() throws Exception {
        InetSocketAddress local = (InetSocketAddress) unboundListener()
                .bind(new InetSocketAddress("127.0.0.1", 0)).getLocalAddress();
        assertNull(channel().connect(new InetSocketAddress("0.0.0.0", local.getPort()))
                .get(10, TimeUnit.SECONDS));
    }
}
