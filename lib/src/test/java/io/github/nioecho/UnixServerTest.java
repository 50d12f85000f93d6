package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import io.github.nioecho.udp.EchoServerPair;
import io.github.nioecho.udp.UdpEchoServer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server on a Unix domain socket, and its clients. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
@SuppressWarnings("try") // Closes within the block, to look at what is there afterwards.
class UnixServerTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Not one of JUnit's: their paths may be too long for a socket. */
    private Path folder;
    private Path path;

    static Stream<AsynchronousChannelProvider> providers() {
        return OwnProviders.available();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("echo");
        path = folder.resolve("s");
    }

    /** Fails if the server has left something in it. */
    @AfterEach
    void removeFolder() throws IOException {
        Files.delete(folder);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyByteComesBackAndThenTheEnd(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = builder(provider).start(); SocketChannel client = connect()) {
            assertEquals(Optional.of(path), server.unixPath());
            assertEchoesToTheEnd(client, Clients.randomBytes(3_000_000, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void severalLoopsShareOneListener(AsynchronousChannelProvider provider) throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        EchoObserver observer = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                threads.add(Thread.currentThread().getName());
                both.countDown();
                awaitQuietly(both);
            }
        };
        try (EchoServer server = builder(provider).eventLoops(2).observer(observer).start();
                SocketChannel one = connect();
                SocketChannel other = connect()) {
            one.write(ByteBuffer.wrap(HELLO));
            other.write(ByteBuffer.wrap(HELLO));
            assertReads(one, HELLO);
            assertReads(other, HELLO);
            assertEquals(2, threads.size(), threads::toString);
            assertEquals(2, server.metrics().acceptedConnections());
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void clientOfThisLibraryReachesIt(AsynchronousChannelProvider provider) throws Exception {
        SocketAddress address = UnixDomainSocketAddress.of(path);
        try (EchoServer server = builder(provider).start();
                EchoClient client = EchoClient.connect(address, provider).get(20, TimeUnit.SECONDS)) {
            byte[] sent = Clients.randomBytes(1_000_000, 2);
            assertEquals(ByteBuffer.wrap(sent), client.echo(ByteBuffer.wrap(sent)).get(20, TimeUnit.SECONDS));
            assertEquals(1, server.metrics().openConnections());
        }
    }

    @Test
    @OnlyOnJdkChannels("ours have Unix domain sockets")
    void providerWithoutSuchSocketsIsNamedWithTheRemedy() {
        EchoServerBuilder server = EchoServer.builder().unixPath(path);
        assertEquals("unixPath needs a provider with Unix domain sockets, which the JDK's NIO.2 has"
                        + " not: .provider(new SelectorChannelProvider()) has them",
                assertThrows(IllegalArgumentException.class, server::start).getMessage());
        SocketAddress address = UnixDomainSocketAddress.of(path);
        assertEquals("address must be one that the provider's channels take, was the"
                        + " UnixDomainSocketAddress " + path + "; Unix domain sockets, which the"
                        + " JDK's NIO.2 has not, are reached with connect(address, new"
                        + " SelectorChannelProvider())",
                assertThrows(IllegalArgumentException.class, () -> EchoClient.connect(address))
                        .getMessage());
    }

    @Test
    void hasNoAddressAndNoPort() throws Exception {
        try (EchoServer server = builder(OwnProviders.SELECTOR).start()) {
            String message = "the server listens on the Unix domain socket " + path
                    + ", which has no IP address and no port: unixPath() tells where it is";
            assertEquals(message,
                    assertThrows(IllegalStateException.class, server::address).getMessage());
            assertEquals(message,
                    assertThrows(IllegalStateException.class, server::port).getMessage());
        }
        try (EchoServer server = EchoServer.start()) {
            assertEquals(Optional.empty(), server.unixPath());
        }
    }

    @Test
    void doesNotMakeAPairWithAServerForDatagrams() throws Exception {
        assertThrows(IllegalStateException.class, () -> EchoServerPair.start(
                builder(OwnProviders.SELECTOR), UdpEchoServer.builder()));
        assertFalse(Files.exists(path));
    }

    /** It is another server's by now, or a user's. */
    @Test
    void fileThatIsNotItsOwnStays() throws Exception {
        try (EchoServer server = builder(OwnProviders.SELECTOR).start()) {
            Files.delete(path);
            Files.createFile(path);
            server.close();
            assertTrue(Files.exists(path));
            Files.delete(path);
        }
        try (EchoServer server = builder(OwnProviders.SELECTOR).start()) {
            Files.delete(path);
            server.close();
        }
    }

    /** Nobody finds a server that accepts no more, though it has connections to end. */
    @Test
    void fileIsGoneWhenTheServerBeginsToStop() throws Exception {
        try (EchoServer server = builder(OwnProviders.SELECTOR).closeTimeout(LONG).start();
                SocketChannel client = connect()) {
            assertEchoes(client, HELLO);
            Thread closer = new Thread(server::close);
            closer.start();
            Clients.await("the file is gone", () -> !Files.exists(path));
            assertFalse(server.whenClosed().isDone());
            client.close();
            closer.join(LONG.toMillis());
            assertFalse(closer.isAlive());
        }
    }

    @Test
    void relativePathIsOfTheFolderThatTheProcessIsIn() throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(path);
        try (EchoServer server = builder(OwnProviders.SELECTOR).unixPath(relative).start();
                SocketChannel client = connect()) {
            assertEquals(Optional.of(relative), server.unixPath());
            assertEchoes(client, HELLO);
        }
    }

    @Test
    void optionThatSuchASocketDoesNotTakeFailsTheStart() throws Exception {
        EchoServerBuilder builder = builder(OwnProviders.SELECTOR);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> builder.socketOption(StandardSocketOptions.SO_KEEPALIVE, true).start());
        assertTrue(e.getMessage().startsWith("socketOption SO_KEEPALIVE must be one that a Unix"
                + " domain socket takes"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void optionsOfSuchASocketAreSet(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = builder(provider)
                        .socketOption(StandardSocketOptions.SO_SNDBUF, 1 << 16)
                        .socketOption(StandardSocketOptions.SO_RCVBUF, 1 << 16).start();
                SocketChannel client = connect()) {
            assertEchoes(client, HELLO);
            assertEquals(1, server.metrics().openConnections());
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void clientsAreKnownByTheNameThatTheyHave(AsynchronousChannelProvider provider)
            throws Exception {
        Path own = folder.resolve("client");
        try (EchoServer server = builder(provider).start();
                SocketChannel unnamed = connect();
                SocketChannel named = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            named.bind(UnixDomainSocketAddress.of(own));
            named.connect(UnixDomainSocketAddress.of(path));
            server.awaitAccepted(LONG);
            assertEquals(
                    List.of(new ConnectionInfo(1, UnixDomainSocketAddress.of(""),
                                    UnixDomainSocketAddress.of(path)),
                            new ConnectionInfo(2, UnixDomainSocketAddress.of(own),
                                    UnixDomainSocketAddress.of(path))),
                    server.openConnections());
        } finally {
            Files.delete(own);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void connectionsOpenedBeforeAreAmongTheOpenOnes(AsynchronousChannelProvider provider)
            throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        Recorder recorder = new Recorder();
        try (EchoServer server =
                builder(provider).observer(recorder).recordReceived(9).eventLoops(2).start()) {
            for (int i = 1; i <= 100; i++) {
                clients.add(connect());
                server.awaitAccepted(LONG);
                assertEquals(i, server.openConnections().size());
            }
            assertEquals(100, server.recordings().size());
            assertEquals(100, server.metrics().connections());
            assertEquals(100, recorder.opened.size());
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void fullBacklogIsWaitedFor() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        EchoObserver observer = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                awaitQuietly(goOn);
            }
        };
        List<SocketChannel> clients = new ArrayList<>();
        try (EchoServer server =
                builder(OwnProviders.SELECTOR).backlog(1).observer(observer).start()) {
            boolean room = true;
            for (int i = 0; room && i < 100; i++) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                clients.add(client);
                client.configureBlocking(false);
                room = Clients.hasRoom(client, path);
            }
            int connected = clients.size() - 1;
            assertThrows(TimeoutException.class, () -> server.awaitAccepted(SHORT));
            CompletableFuture<Void> waiting = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    server.awaitAccepted(LONG);
                    waiting.complete(null);
                } catch (Throwable t) {
                    waiting.completeExceptionally(t);
                }
            });
            waiter.start();
            Clients.await("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
            goOn.countDown();
            waiting.get(20, TimeUnit.SECONDS);
            assertEquals(connected, server.metrics().acceptedConnections());
        } finally {
            goOn.countDown();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void idleConnectionIsClosed(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = builder(provider).idleTimeout(SHORT).start();
                SocketChannel client = connect()) {
            assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            assertEquals(1, server.metrics().idleConnections());
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void connectionOverTheLimitIsRefused(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = builder(provider).maxConnections(1).start();
                SocketChannel first = connect();
                SocketChannel second = connect()) {
            assertEquals(-1, second.read(ByteBuffer.allocate(1)));
            assertEchoes(first, HELLO);
            assertEquals(1, server.metrics().refusedConnections());
        }
    }

    /** SO_LINGER does nothing there, so it takes input that is unread. */
    @ParameterizedTest
    @MethodSource("providers")
    void faultResetsAClientThatSendsMore(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = builder(provider).fault(EchoFault.resetPeer(5)).start();
                SocketChannel client = connect()) {
            assertEchoes(client, HELLO);
            client.write(ByteBuffer.wrap(HELLO));
            IOException e = assertThrows(
                    IOException.class, () -> client.read(ByteBuffer.allocate(1)));
            assertTrue(e.getMessage().contains("reset"), e::getMessage);
            Clients.await("it is over", () -> server.metrics().resetConnections() == 1);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void faultDoesNotResetAClientThatSendsNoMore(AsynchronousChannelProvider provider)
            throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = builder(provider)
                        .observer(recorder).fault(EchoFault.resetPeer(5)).start();
                SocketChannel client = connect()) {
            assertEchoesToTheEnd(client, HELLO);
            Clients.await("it is over", () -> server.metrics().openConnections() == 0);
        }
        assertEquals(List.of("END_OF_STREAM 5/5"), recorder.closed);
    }

    @Test
    void serversStartAndCloseOnTheSamePathOverAndOver() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (EchoServer server = builder(OwnProviders.SELECTOR).start();
                    SocketChannel client = connect()) {
                assertEchoes(client, HELLO);
            }
        }
    }

    @Test
    void pathInUseFailsTheStartAndHarmsNobody() throws Exception {
        try (EchoServer server = builder(OwnProviders.SELECTOR).start()) {
            EchoServerBuilder second = builder(OwnProviders.SELECTOR);
            for (int i = 0; i < 10; i++) {
                assertEquals("cannot listen on " + path + ": Address already in use by a server"
                                + " that listens there: choose another path",
                        assertThrows(IOException.class, second::start).getMessage());
            }
            assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
            try (SocketChannel client = connect()) {
                assertEchoes(client, HELLO);
            }
            assertEquals(Optional.of(path), server.unixPath());
        }
    }

    private EchoServerBuilder builder(AsynchronousChannelProvider provider) {
        return EchoServer.builder().provider(provider).unixPath(path);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static void assertEchoes(SocketChannel client, byte[] payload) throws IOException {
        client.write(ByteBuffer.wrap(payload));
        assertReads(client, payload);
    }

    private static void assertReads(SocketChannel client, byte[] payload) throws IOException {
        assertArrayEquals(payload, Channels.newInputStream(client).readNBytes(payload.length));
    }

    private static void assertEchoesToTheEnd(SocketChannel client, byte[] payload)
            throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                // Not by a stream: up to Java 18 it would wait for the one that reads.
                ByteBuffer rest = ByteBuffer.wrap(payload);
                while (rest.hasRemaining()) {
                    client.write(rest);
                }
                client.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertReads(client, payload);
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        writer.get(20, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
