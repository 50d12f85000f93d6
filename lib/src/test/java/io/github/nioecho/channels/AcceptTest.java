package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EveryProvider
class AcceptTest extends ProviderTest {

    AcceptTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptedChannelIsConnectedAndOfTheGroup(boolean acceptFirst) throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        Outcome<AsynchronousSocketChannel> accepting = acceptFirst ? accept(listener) : null;
        try (Socket peer = connect(listener)) {
            accepting = acceptFirst ? accepting : accept(listener);
            AsynchronousSocketChannel channel = accepting.value();
            assertSame(provider, channel.provider());
            assertTrue(channel.isOpen());
            assertEquals(peer.getLocalSocketAddress(), channel.getRemoteAddress());
            assertEquals(peer.getRemoteSocketAddress(), channel.getLocalAddress());
            peer.getOutputStream().write(9);
            Outcome<Integer> read = read(channel, ByteBuffer.allocate(1));
            assertEquals(1, read.value());
            assertTrue(threads.contains(read.thread()));
            assertTrue(threads.contains(accepting.thread()));
        }
    }

    @Test
    void futureGivesTheChannel() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        var accepting = listener.accept();
        assertFalse(accepting.isDone());
        try (Socket peer = connect(listener);
                AsynchronousSocketChannel channel = accepting.get(10, TimeUnit.SECONDS)) {
            assertEquals(peer.getLocalSocketAddress(), channel.getRemoteAddress());
        }
    }

    @Test
    void acceptsInItsOwnHandlerTakeEachConnectionOnce() throws Exception {
        int count = 200;
        AsynchronousServerSocketChannel listener = unboundListener().bind(ANY, count);
        Set<Object> remotes = new HashSet<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        new Object() {
            void next() {
                listener.accept(null, AcceptTest.this.<AsynchronousSocketChannel>outcome(c -> {
                    try (c) {
                        remotes.add(c.getRemoteAddress());
                    } catch (Exception e) {
                        all.completeExceptionally(e);
                    }
                    if (remotes.size() == count) {
                        all.complete(null);
                    } else {
                        next();
                    }
                }));
            }
        }.next();
        List<Socket> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(closing(connect(listener)));
        }
        all.get(20, TimeUnit.SECONDS);
        for (Socket peer : peers) {
            assertTrue(remotes.contains(peer.getLocalSocketAddress()));
        }
    }

    /** "the completion handler is not invoked directly by the initiating thread" */
    @Test
    void handlerIsNeverRunWithinAccept() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        try (Socket peer = connect(listener)) {
            assertTrue(peer.isConnected());
            AtomicBoolean within = new AtomicBoolean();
            AtomicBoolean seen = new AtomicBoolean();
            Outcome<AsynchronousSocketChannel> outcome = outcome(channel -> {
                closing(channel);
                seen.set(within.get());
            });
            inHandler(link().channel(), () -> {
                within.set(true);
                listener.accept(null, outcome);
                within.set(false);
            });
            outcome.value();
            assertFalse(seen.get());
        }
    }

    @Test
    void secondAcceptIsRefusedWhileOneIsPending() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        Outcome<AsynchronousSocketChannel> pending = accept(listener);
        Outcome<AsynchronousSocketChannel> never = outcome();
        assertThrows(AcceptPendingException.class, () -> listener.accept(null, never));
        assertThrows(AcceptPendingException.class, listener::accept);
        assertThrows(NullPointerException.class, () -> listener.accept(null, null));
        assertFalse(pending.isDone());
        connect(listener).close();
        pending.value();
        assertEquals(0, never.calls());
    }

    @Test
    void unboundListenerCannotAccept() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener();
        assertNull(listener.getLocalAddress());
        Outcome<AsynchronousSocketChannel> never = outcome();
        assertThrows(NotYetBoundException.class, () -> listener.accept(null, never));
        assertThrows(NotYetBoundException.class, listener::accept);
        assertEquals(0, never.calls());
    }

    @Test
    void clientThatIsGoneAlreadyIsAccepted() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        Socket peer = connect(listener);
        peer.close();
        AsynchronousSocketChannel channel = accept(listener).value();
        assertEquals(-1, read(channel, ByteBuffer.allocate(1)).value());
        try (Socket next = connect(listener)) {
            assertEquals(next.getLocalSocketAddress(), accept(listener).value().getRemoteAddress());
        }
    }

    @Test
    void acceptedChannelsOutliveTheirListener() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        try (Socket peer = connect(listener)) {
            AsynchronousSocketChannel channel = accept(listener).value();
            listener.close();
            peer.getOutputStream().write(9);
            assertEquals(1, read(channel, ByteBuffer.allocate(1)).value());
        }
    }

    @Test
    void listenerIsBoundOnce() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener();
        assertSame(listener, listener.bind(null));
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        assertTrue(address.getAddress().isAnyLocalAddress());
        assertNotEquals(0, address.getPort());
        assertThrows(AlreadyBoundException.class, () -> listener.bind(ANY));
        assertEquals(address, listener.getLocalAddress());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 10, Integer.MAX_VALUE})
    void anyBacklogIsTaken(int backlog) throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener().bind(ANY, backlog);
        try (Socket peer = connect(listener)) {
            assertEquals(peer.getLocalSocketAddress(), accept(listener).value().getRemoteAddress());
        }
    }

    @Test
    void takenPortCannotBeBound() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, ANY.getAddress())) {
            AsynchronousServerSocketChannel listener = unboundListener();
            assertThrows(BindException.class,
                    () -> listener.bind(taken.getLocalSocketAddress()));
            assertTrue(listener.isOpen());
            assertNull(listener.getLocalAddress());
            connect(listener.bind(ANY)).close();
            accept(listener).value();
        }
    }

    private static Socket connect(AsynchronousServerSocketChannel listener) throws Exception {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        Socket peer = new Socket();
        peer.connect(new InetSocketAddress(ANY.getAddress(), address.getPort()));
        return peer;
    }
}
