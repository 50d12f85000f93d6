package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of Unix domain sockets, and how connecting and binding fail. */
@OwnProviders
class UnixDomainTest extends ProviderTest {

    private final Path folder;
    private UnixDomainSocketAddress address;

    UnixDomainTest(Provider provider, @TempDir Path folder) {
        super(provider);
        this.folder = folder;
    }

    @BeforeEach
    void name() {
        address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    }

    @Test
    void addressesAreOfTheirType() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener().bind(address);
        assertEquals(address, listener.getLocalAddress());
        assertTrue(Files.exists(address.getPath()));
        assertThrows(AlreadyBoundException.class, () -> listener.bind(address));
        AsynchronousSocketChannel channel = channel();
        assertNull(channel.getLocalAddress());
        assertNull(channel.getRemoteAddress());
        channel.connect(address).get(10, TimeUnit.SECONDS);
        AsynchronousSocketChannel accepted = accept(listener).value();
        assertEquals(address, channel.getRemoteAddress());
        assertEquals(address, accepted.getLocalAddress());
        assertUnnamed(channel.getLocalAddress());
        assertUnnamed(accepted.getRemoteAddress());
        assertThrows(AlreadyConnectedException.class, () -> channel.connect(address));
    }

    @Test
    void clientCanHaveAName() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener().bind(address, 10);
        UnixDomainSocketAddress own = UnixDomainSocketAddress.of(folder.resolve("client"));
        AsynchronousSocketChannel channel = channel().bind(own);
        assertEquals(own, channel.getLocalAddress());
        assertThrows(AlreadyBoundException.class, () -> channel.bind(own));
        channel.connect(address).get(10, TimeUnit.SECONDS);
        assertEquals(own, channel.getLocalAddress());
        assertEquals(own, accept(listener).value().getRemoteAddress());
    }

    @Test
    void bytesGoToAndFromTheJdksClient() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener().bind(address);
        Outcome<AsynchronousSocketChannel> accepting = accept(listener);
        try (SocketChannel peer = SocketChannel.open(address)) {
            AsynchronousSocketChannel channel = accepting.value();
            assertTalk(channel, peer);
            assertUnnamed(channel.getRemoteAddress());
        }
    }

    @Test
    void bytesGoToAndFromTheJdksServer() throws Exception {
        try (ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            AsynchronousSocketChannel channel = channel();
            Outcome<Void> connecting = outcome();
            channel.connect(address, "attached", connecting);
            assertNull(connecting.value());
            assertEquals("attached", connecting.attachment());
            try (SocketChannel peer = listener.accept()) {
                assertTalk(channel, peer);
            }
        }
    }

    @Test
    void missingPathFailsAndClosesTheChannel() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertInstanceOf(IOException.class, failure(channel.connect(address)));
        assertFalse(channel.isOpen());
        AsynchronousSocketChannel other = channel();
        Outcome<Void> connecting = outcome();
        other.connect(address, null, connecting);
        connecting.failure(IOException.class);
        assertFalse(other.isOpen());
    }

    @Test
    void pathWhereNobodyListensRefusesAndClosesTheChannel() throws Exception {
        unboundListener().bind(address).close();
        Files.deleteIfExists(address.getPath());
        SocketChannel.open(StandardProtocolFamily.UNIX).bind(address).close();
        AsynchronousSocketChannel channel = channel();
        assertInstanceOf(ConnectException.class, failure(channel.connect(address)));
        assertFalse(channel.isOpen());
    }

    @Test
    void ordinaryFileRefusesAndClosesTheChannel() throws Exception {
        Files.createFile(address.getPath());
        AsynchronousSocketChannel channel = channel();
        assertInstanceOf(ConnectException.class, failure(channel.connect(address)));
        assertFalse(channel.isOpen());
        assertThrows(BindException.class, () -> unboundListener().bind(address));
    }

    @Test
    void takenPathCannotBeBoundUntilItsFileIsGone() throws Exception {
        AsynchronousServerSocketChannel first = unboundListener().bind(address);
        AsynchronousServerSocketChannel second = unboundListener();
        assertThrows(BindException.class, () -> second.bind(address));
        assertTrue(second.isOpen());
        assertNull(second.getLocalAddress());
        first.close();
        Files.deleteIfExists(address.getPath());
        assertEquals(address, second.bind(address).getLocalAddress());
        AsynchronousSocketChannel channel = channel();
        assertNull(channel.connect(address).get(10, TimeUnit.SECONDS));
    }

    @Test
    void pathThatIsTooLongIsAnError() throws Exception {
        UnixDomainSocketAddress tooLong =
                UnixDomainSocketAddress.of(folder.resolve("x".repeat(120)));
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(IOException.class, () -> listener.bind(tooLong));
        assertTrue(listener.isOpen());
        AsynchronousSocketChannel channel = channel();
        assertThrows(IOException.class, () -> channel.bind(tooLong));
        assertInstanceOf(IOException.class, failure(channel.connect(tooLong)));
        assertFalse(channel.isOpen());
        listener.bind(address);
    }

    /** 107 bytes and their end fit into what Linux takes; a {@link SocketChannel} takes 106. */
    @Test
    void longestPathIsTaken() throws Exception {
        int most = provider instanceof SelectorChannelProvider ? 106 : 107;
        int room = most - folder.toString().length() - 1;
        UnixDomainSocketAddress longest =
                UnixDomainSocketAddress.of(folder.resolve("x".repeat(room)));
        AsynchronousServerSocketChannel listener = unboundListener().bind(longest);
        AsynchronousSocketChannel channel = channel();
        channel.connect(longest).get(10, TimeUnit.SECONDS);
        assertEquals(longest, channel.getRemoteAddress());
        assertEquals(longest, accept(listener).value().getLocalAddress());
    }

    @Test
    void missingFolderCannotBeBound() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(IOException.class, () -> listener.bind(
                UnixDomainSocketAddress.of(folder.resolve("missing").resolve("socket"))));
        listener.bind(address);
    }

    @Test
    void channelOfOneFamilyDoesNotConnectToTheOther() throws Exception {
        unboundListener().bind(address);
        AsynchronousSocketChannel internet = channel().bind(ANY);
        assertThrows(UnsupportedAddressTypeException.class, () -> internet.connect(address));
        assertTrue(internet.isOpen());
        AsynchronousSocketChannel unix = channel()
                .bind(UnixDomainSocketAddress.of(folder.resolve("client")));
        assertThrows(UnsupportedAddressTypeException.class,
                () -> unix.connect(listener().getLocalAddress()));
        unix.connect(address).get(10, TimeUnit.SECONDS);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse whom they have no room for")
    void connectWaitsUntilTheListenerHasRoom() throws Exception {
        ServerSocketChannel listener = fullListener();
        List<AsynchronousSocketChannel> channels = new ArrayList<>();
        List<Outcome<Void>> connects = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            channels.add(channel().setOption(StandardSocketOptions.SO_SNDBUF, 20_000 + i));
            connects.add(outcome());
            channels.get(i).connect(address, null, connects.get(i));
        }
        Future<Void> cancelled = channel().connect(address);
        Link other = link();
        other.send((byte) 1);
        assertEquals(1, read(other.channel(), ByteBuffer.allocate(1)).value());
        for (int i = 0; i < 4; i++) {
            assertFalse(connects.get(i).isDone());
            channels.get(i).setOption(StandardSocketOptions.SO_RCVBUF, 30_000 + i);
        }
        assertTrue(cancelled.cancel(true));
        channels.remove(3).close();
        connects.remove(3).failure(AsynchronousCloseException.class);
        inHandler(other.channel(), () -> { });
        listener.accept().close();
        listener.accept().close();
        for (int i = 0; i < 3; i++) {
            try (SocketChannel peer = listener.accept()) {
                peer.write(ByteBuffer.wrap(Bytes.of(3)));
            }
        }
        for (int i = 0; i < 3; i++) {
            AsynchronousSocketChannel channel = channels.get(i);
            assertNull(connects.get(i).value());
            assertEquals(address, channel.getRemoteAddress());
            assertEquals(20_000 + i, channel.getOption(StandardSocketOptions.SO_SNDBUF));
            assertEquals(30_000 + i, channel.getOption(StandardSocketOptions.SO_RCVBUF));
            ByteBuffer buffer = ByteBuffer.allocateDirect(3);
            assertEquals(3, read(channel, buffer).value());
            Bytes.check(buffer);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse whom they have no room for")
    void groupsEndEndsAWaitingConnect() throws Exception {
        fullListener();
        Link other = link();
        Outcome<Void> connecting = outcome();
        channel().connect(address, null, connecting);
        inHandler(other.channel(), () -> { });
        assertFalse(connecting.isDone());
        group.shutdownNow();
        connecting.failure(AsynchronousCloseException.class);
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
    }

    /** A {@link SocketChannel} is closed when a connect fails, and another cannot have its name. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse whom they have no room for")
    void clientWithANameWaitsOnARingOnly() throws Exception {
        ServerSocketChannel listener = fullListener();
        AsynchronousSocketChannel channel =
                channel().bind(UnixDomainSocketAddress.of(folder.resolve("client")));
        Outcome<Void> connecting = outcome();
        channel.connect(address, null, connecting);
        if (provider instanceof SelectorChannelProvider) {
            connecting.failure(SocketException.class);
            assertFalse(channel.isOpen());
        } else {
            inHandler(link().channel(), () -> { });
            assertFalse(connecting.isDone());
            listener.accept().close();
            connecting.value();
        }
    }

    /** Returns a listener that two wait for: a backlog of one holds no more on Linux. */
    private ServerSocketChannel fullListener() throws Exception {
        ServerSocketChannel listener =
                closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX)).bind(address, 1);
        closing(SocketChannel.open(address));
        closing(SocketChannel.open(address));
        return listener;
    }

    private static void assertUnnamed(Object address) {
        assertEquals("", assertInstanceOf(
                UnixDomainSocketAddress.class, address).getPath().toString());
    }

    private void assertTalk(AsynchronousSocketChannel channel, SocketChannel peer)
            throws Exception {
        assertEquals(100, write(channel, Placement.DIRECT.full(100)).value());
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (buffer.hasRemaining()) {
            peer.read(buffer);
        }
        Bytes.check(buffer);
        peer.write(buffer.flip());
        buffer.clear();
        while (buffer.hasRemaining()) {
            assertTrue(read(channel, buffer).value() > 0);
        }
        Bytes.check(buffer);
        peer.shutdownOutput();
        assertEquals(-1, read(channel, buffer.clear()).value());
        channel.shutdownOutput();
        assertEquals(-1, peer.read(buffer.clear()));
    }
}
