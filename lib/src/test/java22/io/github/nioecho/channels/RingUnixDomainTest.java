package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** A socket that blocks waits until there is room; and so does one that does not. */
    @Test
    void connectWaitsWhereAListenerOfTheUnixDomainHasEnough() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(address, 1)) {
            List<AsynchronousSocketChannel> channels = new ArrayList<>();
            List<Outcome<Void>> connects = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                channels.add(channel());
                connects.add(outcome());
                channels.get(i).connect(address, null, connects.get(i));
            }
            // A backlog of 1 holds two.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (connected(connects) < 2) {
                assertTrue(System.nanoTime() - deadline < 0, "none connects");
                Thread.onSpinWait();
            }
            Link other = link();
            other.send((byte) 1);
            assertEquals(1, read(other.channel(), ByteBuffer.allocateDirect(1)).value());
            assertEquals(2, connected(connects));
            AsynchronousSocketChannel impatient = channels.removeLast();
            impatient.close();
            connects.removeLast().failure(AsynchronousCloseException.class);
            for (AsynchronousSocketChannel channel : channels) {
                try (SocketChannel peer = server.accept()) {
                    peer.write(ByteBuffer.wrap(Bytes.of(3)));
                }
            }
            for (int i = 0; i < channels.size(); i++) {
                assertNull(connects.get(i).value());
                assertEquals(address, channels.get(i).getRemoteAddress());
                ByteBuffer buffer = ByteBuffer.allocateDirect(3);
                assertEquals(3, read(channels.get(i), buffer).value());
                Bytes.check(buffer);
            }
        }
    }

    private static long connected(List<Outcome<Void>> connects) {
        return connects.stream().filter(Outcome::isDone).count();
    }
}
