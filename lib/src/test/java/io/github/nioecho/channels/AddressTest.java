package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EveryProvider
class AddressTest extends ProviderTest {

    private static final InetSocketAddress UNRESOLVED =
            InetSocketAddress.createUnresolved("nowhere.invalid", 1);

    AddressTest(Provider provider) {
        super(provider);
    }

    /** The wildcard as a target is this host. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1", "127.0.0.2, 127.0.0.2", "::1, ::1", "0.0.0.0, 127.0.0.1",
        "0.0.0.0, 127.0.0.5", "::, ::1", "::, 127.0.0.1", "::, 0.0.0.0", "::, ::"
    })
    void connectionsGoFromAnyFamilyToAny(String bound, String target) throws Exception {
        assumeIpv6(bound + target);
        AsynchronousServerSocketChannel listener =
                unboundListener().bind(new InetSocketAddress(InetAddress.getByName(bound), 0));
        InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
        assertEquals(InetAddress.getByName(bound).isAnyLocalAddress(),
                local.getAddress().isAnyLocalAddress());
        if (!local.getAddress().isAnyLocalAddress()) {
            assertEquals(InetAddress.getByName(bound), local.getAddress());
        }
        AsynchronousSocketChannel channel = channel();
        channel.connect(new InetSocketAddress(InetAddress.getByName(target), local.getPort()))
                .get(10, TimeUnit.SECONDS);
        AsynchronousSocketChannel accepted = accept(listener).value();
        assertEquals(channel.getLocalAddress(), accepted.getRemoteAddress());
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        assertEquals(local.getPort(), remote.getPort());
        if (!InetAddress.getByName(target).isAnyLocalAddress()) {
            assertEquals(InetAddress.getByName(target), remote.getAddress());
            assertEquals(remote, accepted.getLocalAddress());
        }
    }

    @Test
    void wildcardListenerTakesBothFamilies() throws Exception {
        assumeIpv6("::");
        AsynchronousServerSocketChannel listener = unboundListener().bind(null);
        int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        for (String host : new String[] {"127.0.0.1", "::1"}) {
            AsynchronousSocketChannel channel = channel();
            channel.connect(new InetSocketAddress(host, port)).get(10, TimeUnit.SECONDS);
            InetSocketAddress remote =
                    (InetSocketAddress) accept(listener).value().getRemoteAddress();
            assertEquals(InetAddress.getByName(host), remote.getAddress());
            assertEquals(host.indexOf(':') < 0, remote.getAddress() instanceof Inet4Address);
        }
    }

    @Test
    void clientIsBoundToTheFamilyThatItAsksFor() throws Exception {
        for (String host : new String[] {"127.0.0.1", "::1"}) {
            assumeIpv6(host);
            InetAddress address = InetAddress.getByName(host);
            try (ServerSocket listener = new ServerSocket(0, 1, address)) {
                AsynchronousSocketChannel channel =
                        channel().bind(new InetSocketAddress(address, 0));
                channel.connect(listener.getLocalSocketAddress()).get(10, TimeUnit.SECONDS);
                assertEquals(address,
                        ((InetSocketAddress) channel.getLocalAddress()).getAddress());
            }
        }
    }

    @Test
    void unresolvedAddressIsRefusedAtOnce() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Void> never = outcome();
        assertThrows(UnresolvedAddressException.class, () -> channel.connect(UNRESOLVED));
        assertThrows(UnresolvedAddressException.class,
                () -> channel.connect(UNRESOLVED, null, never));
        assertThrows(UnresolvedAddressException.class, () -> channel.bind(UNRESOLVED));
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(UnresolvedAddressException.class, () -> listener.bind(UNRESOLVED));
        assertStillUsable(channel, listener);
        assertEquals(0, never.calls());
    }

    @Test
    void addressOfAnotherTypeIsRefusedAtOnce() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Void> never = outcome();
        Strange strange = new Strange();
        assertThrows(UnsupportedAddressTypeException.class, () -> channel.connect(strange));
        assertThrows(UnsupportedAddressTypeException.class,
                () -> channel.connect(strange, null, never));
        assertThrows(UnsupportedAddressTypeException.class, () -> channel.bind(strange));
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(UnsupportedAddressTypeException.class, () -> listener.bind(strange));
        assertStillUsable(channel, listener);
        assertEquals(0, never.calls());
    }

    /** An address of nobody here; TEST-NET-1 of RFC 5737. */
    @Test
    void addressOfAnotherHostCannotBeBound() throws Exception {
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.1", 0);
        AsynchronousSocketChannel channel = channel();
        assertThrows(IOException.class, () -> channel.bind(foreign));
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(IOException.class, () -> listener.bind(foreign));
        assertStillUsable(channel, listener);
    }

    private void assertStillUsable(
            AsynchronousSocketChannel channel, AsynchronousServerSocketChannel listener)
            throws Exception {
        assertTrue(channel.isOpen());
        assertNull(channel.getLocalAddress());
        assertNull(listener.getLocalAddress());
        channel.connect(listener.bind(ANY).getLocalAddress()).get(10, TimeUnit.SECONDS);
        accept(listener).value();
    }

    private static void assumeIpv6(String addresses) {
        if (addresses.indexOf(':') >= 0) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
                assertTrue(probe.isBound());
            } catch (IOException e) {
                assumeTrue(false, "no IPv6 here: " + e);
            }
        }
    }

    private static final class Strange extends SocketAddress {
        private static final long serialVersionUID = 1;
    }
}
