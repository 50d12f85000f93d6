package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads, writes, options and the end of connections of Unix domain sockets. */
@OwnProviders
class UnixDomainTransferTest extends ProviderTest {

    private final UnixDomainSocketAddress address;
    private AsynchronousServerSocketChannel listener;
    private AsynchronousSocketChannel client;
    private AsynchronousSocketChannel server;

    UnixDomainTransferTest(Provider provider, @TempDir Path folder) {
        super(provider);
        address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    }

    @BeforeEach
    void connect() throws Exception {
        listener = unboundListener().bind(address, 1);
        client = channel();
        client.connect(address).get(10, TimeUnit.SECONDS);
        server = accept(listener).value();
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void eightMebibytesArriveWhole(Placement memory) throws Exception {
        int total = 8 << 20;
        ByteBuffer source = memory.full(total);
        Outcome<Integer> writing = write(client, source);
        ByteBuffer target = memory.of(50_001);
        byte[] chunk = new byte[target.capacity()];
        int received = 0;
        while (received < total) {
            if (writing.isDone() && source.hasRemaining()) {
                assertTrue(writing.value() > 0);
                writing = write(client, source);
            }
            Outcome<Integer> reading = read(server, target.clear());
            while (!reading.isDone()) {
                if (writing.isDone() && source.hasRemaining()) {
                    writing = write(client, source);
                }
                Thread.onSpinWait();
            }
            int count = reading.value();
            target.flip().get(chunk, 0, count);
            Bytes.check(received, chunk, count);
            received += count;
        }
        assertEquals(total, source.position());
    }

    @Test
    void buffersAreGatheredAndScattered() throws Exception {
        Outcome<Long> writing = outcome();
        client.write(new ByteBuffer[] {Placement.HEAP.full(3), Placement.DIRECT.full(4)},
                0, 2, 0, TimeUnit.SECONDS, null, writing);
        assertEquals(7L, writing.value());
        ByteBuffer[] targets = {Placement.DIRECT.of(3), Placement.HEAP.of(9)};
        Outcome<Long> reading = outcome();
        server.read(targets, 0, 2, 0, TimeUnit.SECONDS, null, reading);
        assertEquals(7L, reading.value());
        Bytes.check(targets[0]);
        Bytes.check(targets[1]);
    }

    @Test
    void halfCloseLeavesTheOtherWayOpen() throws Exception {
        client.shutdownOutput();
        assertEquals(-1, read(server, ByteBuffer.allocate(1)).value());
        assertEquals(1, write(server, ByteBuffer.allocate(1)).value());
        assertEquals(1, read(client, ByteBuffer.allocate(1)).value());
    }

    @Test
    void closeFailsWhatIsPendingAndEndsThePeersRead() throws Exception {
        Outcome<Integer> reading = read(client, ByteBuffer.allocate(1));
        Outcome<Integer> peers = read(server, ByteBuffer.allocate(1));
        client.close();
        reading.failure(AsynchronousCloseException.class);
        assertEquals(-1, peers.value());
        Outcome<AsynchronousSocketChannel> accepting = accept(listener);
        listener.close();
        accepting.failure(AsynchronousCloseException.class);
    }

    @Test
    void writeToAPeerThatIsGoneFails() throws Exception {
        client.close();
        write(server, ByteBuffer.allocate(1)).failure(IOException.class);
    }

    @Test
    void closeWithUnreadBytesResetsThePeer() throws Exception {
        assertEquals(1, write(server, ByteBuffer.allocate(1)).value());
        client.close();
        read(server, ByteBuffer.allocate(1)).failure(IOException.class);
    }

    @Test
    void timedOutAndCancelledReadsCanBeRepeated() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1);
        Outcome<Integer> timed = outcome();
        server.read(buffer, 2, TimeUnit.MILLISECONDS, null, timed);
        timed.failure(InterruptedByTimeoutException.class);
        assertTrue(server.read(ByteBuffer.allocate(1)).cancel(false));
        Outcome<Integer> next = read(server, buffer);
        assertFalse(next.isDone());
        assertEquals(1, write(client, Placement.HEAP.full(1)).value());
        assertEquals(1, next.value());
        Bytes.check(buffer);
    }

    /** A full backlog is waited for or an error: never by the group's thread. */
    @Test
    void fullBacklogStopsNoOther() throws Exception {
        List<Outcome<Void>> connecting = new ArrayList<>();
        List<AsynchronousSocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Outcome<Void> outcome = outcome();
            AsynchronousSocketChannel channel = channel();
            channel.connect(address, null, outcome);
            connecting.add(outcome);
            channels.add(channel);
        }
        assertEquals(1, write(client, ByteBuffer.allocate(1)).value());
        assertEquals(1, read(server, ByteBuffer.allocate(1)).value());
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).close();
            connecting.get(i).end();
            assertEquals(1, connecting.get(i).calls());
        }
    }

    @Test
    void optionsKeepTheirValuesAndThoseOfTcpAreNone() throws Exception {
        for (AsynchronousSocketChannel channel : List.of(client, server)) {
            for (SocketOption<Integer> option : List.of(
                    StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF)) {
                assertTrue(channel.supportedOptions().contains(option), option::name);
                channel.setOption(option, 20_000);
                assertTrue(channel.getOption(option) >= 20_000, option::name);
            }
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.setOption(StandardSocketOptions.TCP_NODELAY, true));
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.getOption(StandardSocketOptions.TCP_NODELAY));
            assertFalse(channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
        }
    }

    @Test
    void supportedOptionsAreThoseOfTheJdksBlockingChannel() throws Exception {
        try (SocketChannel blocking = SocketChannel.open(address)) {
            for (SocketOption<?> option : blocking.supportedOptions()) {
                assertTrue(client.supportedOptions().contains(option), option::name);
                client.getOption(option);
            }
        }
        accept(listener).value();
    }

    @Test
    @EnabledOnOs(value = {OS.LINUX, OS.MAC}, disabledReason = "the JDK has no such option there")
    void peerIsWhoTheJdksChannelSaysItIs() throws Exception {
        try (SocketChannel blocking = SocketChannel.open(address)) {
            AsynchronousSocketChannel accepted = accept(listener).value();
            UnixDomainPrincipal expected = blocking.getOption(ExtendedSocketOptions.SO_PEERCRED);
            for (AsynchronousSocketChannel channel : List.of(client, server, accepted)) {
                UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
                assertEquals(expected, peer);
                assertEquals(expected.user().getName(), peer.user().getName());
                assertEquals(expected.group().getName(), peer.group().getName());
                assertThrows(SocketException.class,
                        () -> channel.setOption(ExtendedSocketOptions.SO_PEERCRED, peer));
                assertThrows(IllegalArgumentException.class,
                        () -> channel.setOption(ExtendedSocketOptions.SO_PEERCRED, null));
            }
        }
    }

    @Test
    @EnabledOnOs(value = {OS.LINUX, OS.MAC}, disabledReason = "the JDK has no such option there")
    void nobodyIsThePeerOfAChannelThatIsNotConnected() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertThrows(UnsupportedOperationException.class,
                () -> channel.getOption(ExtendedSocketOptions.SO_PEERCRED));
        channel.bind(UnixDomainSocketAddress.of(address.getPath().resolveSibling("client")));
        assertThrows(SocketException.class,
                () -> channel.getOption(ExtendedSocketOptions.SO_PEERCRED));
    }

    @Test
    void groupsEndClosesThem() throws Exception {
        Outcome<Integer> reading = read(client, ByteBuffer.allocate(1));
        group.shutdownNow();
        // The other end is of the same group, and may have been closed first.
        reading.end();
        assertFalse(server.isOpen());
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
    }
}
