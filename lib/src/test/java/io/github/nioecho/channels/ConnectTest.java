package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EveryProvider
class ConnectTest extends ProviderTest {

    private ServerSocket listener;
    private InetSocketAddress address;

    ConnectTest(Provider provider) {
        super(provider);
    }

    @BeforeEach
    void listen() throws Exception {
        listener = closing(new ServerSocket(0, 50, ANY.getAddress()));
        address = (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Test
    void connectionHasBothAddresses() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertNull(channel.getLocalAddress());
        assertNull(channel.getRemoteAddress());
        Outcome<Void> outcome = outcome();
        channel.connect(address, "attached", outcome);
        assertNull(outcome.value());
        assertEquals("attached", outcome.attachment());
        assertEquals(address, channel.getRemoteAddress());
        try (Socket peer = listener.accept()) {
            assertEquals(peer.getRemoteSocketAddress(), channel.getLocalAddress());
        }
    }

    @Test
    void futureGivesNull() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Future<Void> connecting = channel.connect(address);
        assertNull(connecting.get(10, TimeUnit.SECONDS));
        assertTrue(connecting.isDone());
        assertEquals(address, channel.getRemoteAddress());
    }

    @Test
    void connectCanStartInAHandlerAndBeUsedInItsOwn() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Integer> written = outcome();
        Outcome<Void> outcome =
                outcome(ignored -> channel.write(ByteBuffer.wrap(Bytes.of(3)), null, written));
        inHandler(link().channel(), () -> channel.connect(address, null, outcome));
        assertEquals(3, written.value());
        try (Socket peer = listener.accept()) {
            Bytes.check(0, peer.getInputStream().readNBytes(3), 3);
        }
    }

    @Test
    void refusedConnectClosesTheChannel() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.bind(ANY);
            for (int i = 0; i < 20; i++) {
                AsynchronousSocketChannel channel = channel();
                Outcome<Void> outcome = outcome();
                channel.connect(deaf.getLocalSocketAddress(), "attached", outcome);
                outcome.failure(ConnectException.class);
                assertEquals("attached", outcome.attachment());
                assertFalse(channel.isOpen());
                assertThrows(ClosedChannelException.class, channel::getRemoteAddress);
                read(channel, ByteBuffer.allocate(1)).failure(ClosedChannelException.class);
            }
        }
    }

    @Test
    void refusedConnectFailsTheFuture() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.bind(ANY);
            AsynchronousSocketChannel channel = channel();
            Future<Void> connecting = channel.connect(deaf.getLocalSocketAddress());
            assertEquals(ConnectException.class, failure(connecting).getClass());
            assertTrue(connecting.isDone());
            assertFalse(connecting.isCancelled());
            assertFalse(channel.isOpen());
        }
    }

    @Test
    void connectedChannelCannotConnectAgain() throws Exception {
        AsynchronousSocketChannel channel = channel();
        channel.connect(address).get(10, TimeUnit.SECONDS);
        Outcome<Void> never = outcome();
        assertThrows(AlreadyConnectedException.class, () -> channel.connect(address));
        assertThrows(AlreadyConnectedException.class, () -> channel.connect(address, null, never));
        assertTrue(channel.isOpen());
        assertEquals(0, never.calls());
        assertEquals(1, write(channel, ByteBuffer.allocate(1)).value());
    }

    @Test
    void acceptedChannelCannotConnect() throws Exception {
        Link link = link();
        assertThrows(AlreadyConnectedException.class, () -> link.channel().connect(address));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "fills a backlog as Linux counts it")
    void secondConnectIsRefusedWhileOneIsPending() throws Exception {
        try (DeafListener deaf = new DeafListener()) {
            AsynchronousSocketChannel channel = channel();
            Outcome<Void> pending = outcome();
            channel.connect(deaf.address(), null, pending);
            Outcome<Void> never = outcome();
            assertThrows(ConnectionPendingException.class, () -> channel.connect(address));
            assertThrows(ConnectionPendingException.class,
                    () -> channel.connect(address, null, never));
            assertThrows(ConnectionPendingException.class, () -> channel.bind(ANY));
            assertNull(channel.getRemoteAddress());
            assertFalse(pending.isDone());
            channel.close();
            pending.failure(ClosedChannelException.class);
            assertEquals(0, never.calls());
        }
    }

    @Test
    void boundChannelConnectsFromItsPort() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertEquals(channel, channel.bind(ANY));
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        assertNotEquals(0, local.getPort());
        assertThrows(AlreadyBoundException.class, () -> channel.bind(ANY));
        channel.connect(address).get(10, TimeUnit.SECONDS);
        assertEquals(local, channel.getLocalAddress());
        assertThrows(AlreadyBoundException.class, () -> channel.bind(ANY));
        try (Socket peer = listener.accept()) {
            assertEquals(local, peer.getRemoteSocketAddress());
        }
    }

    @Test
    void bindToNothingTakesAnyPort() throws Exception {
        AsynchronousSocketChannel channel = channel().bind(null);
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        assertTrue(local.getAddress().isAnyLocalAddress());
        assertNotEquals(0, local.getPort());
        channel.connect(address).get(10, TimeUnit.SECONDS);
    }

    @Test
    void takenPortCannotBeBound() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertThrows(BindException.class, () -> channel.bind(address));
        assertTrue(channel.isOpen());
        assertNull(channel.getLocalAddress());
        channel.bind(ANY);
    }

    @Test
    void manyConnectAtOnce() throws Exception {
        int count = 40;
        AsynchronousSocketChannel[] channels = new AsynchronousSocketChannel[count];
        for (int i = 0; i < count; i++) {
            channels[i] = channel();
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Outcome<Void>[] outcomes = new Outcome[count];
        for (int i = 0; i < count; i++) {
            outcomes[i] = outcome();
            channels[i].connect(address, i, outcomes[i]);
        }
        for (int i = 0; i < count; i++) {
            outcomes[i].value();
            assertEquals(i, outcomes[i].attachment());
            listener.accept().close();
        }
    }

    @Test
    void handlerMustNotBeNull() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertThrows(NullPointerException.class, () -> channel.connect(address, null, null));
        assertThrows(NullPointerException.class, () -> channel.connect(null));
        assertNull(channel.connect(address).get(10, TimeUnit.SECONDS));
    }
}
