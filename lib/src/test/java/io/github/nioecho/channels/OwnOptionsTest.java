package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Options that the JDK's asynchronous channels lack. That values are kept is shown elsewhere. */
@OwnProviders
class OwnOptionsTest extends ProviderTest {

    OwnOptionsTest(Provider provider) {
        super(provider);
    }

    @Test
    void allOptionsOfTheJdksBlockingChannelsAreSupported() throws Exception {
        try (SocketChannel blocking = SocketChannel.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            Set<?> options = channel().supportedOptions();
            blocking.supportedOptions().stream()
                    .filter(option -> !option.name().startsWith("IP_"))
                    .forEach(option -> assertTrue(options.contains(option), option::name));
            Set<?> listening = unboundListener().supportedOptions();
            listener.supportedOptions().stream()
                    .filter(option -> !option.name().startsWith("IP_"))
                    .forEach(option -> assertTrue(listening.contains(option), option::name));
        }
        assertTrue(channel().supportedOptions().contains(StandardSocketOptions.SO_LINGER));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void extendedOptionsAreSupported() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        assertTrue(channel.supportedOptions().containsAll(Set.of(
                ExtendedSocketOptions.TCP_KEEPIDLE, ExtendedSocketOptions.TCP_KEEPINTERVAL,
                ExtendedSocketOptions.TCP_KEEPCOUNT, ExtendedSocketOptions.TCP_QUICKACK)));
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 100);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 20);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        assertEquals(100, channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
        assertEquals(20, channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
        assertEquals(3, channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
    }

    @Test
    void lingerIsOffUnlessSet() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        assertTrue(channel.getOption(StandardSocketOptions.SO_LINGER) < 0);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        assertEquals(0, channel.getOption(StandardSocketOptions.SO_LINGER));
        channel.setOption(StandardSocketOptions.SO_LINGER, -1);
        assertTrue(channel.getOption(StandardSocketOptions.SO_LINGER) < 0);
    }

    @Test
    void lingerOfZeroResetsThePeer() throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = link();
            link.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
            link.channel().close();
            assertThrows(SocketException.class, () -> link.peer().getInputStream().read());
        }
    }

    @Test
    void lingerOfZeroResetsThePeerThoughAReadWasPending() throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = link();
            link.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
            Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
            link.channel().close();
            assertThrows(SocketException.class, () -> link.peer().getInputStream().read());
            pending.failure(AsynchronousCloseException.class);
        }
    }

    @Test
    void acceptedChannelCanResetItsPeer() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        try (Socket peer = new Socket(address.getAddress(), address.getPort())) {
            AsynchronousSocketChannel channel = accept(listener).value();
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            assertEquals(3, write(channel, ByteBuffer.wrap(Bytes.of(3))).value());
            Bytes.check(0, peer.getInputStream().readNBytes(3), 3);
            channel.close();
            assertThrows(SocketException.class, () -> peer.getInputStream().read());
        }
    }
}
