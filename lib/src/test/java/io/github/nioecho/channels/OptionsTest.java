package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@EveryProvider
class OptionsTest extends ProviderTest {

    OptionsTest(Provider provider) {
        super(provider);
    }

    @Test
    void specifiedOptionsAreSupported() throws Exception {
        assertTrue(channel().supportedOptions().containsAll(Set.of(
                StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF,
                StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_REUSEADDR,
                StandardSocketOptions.TCP_NODELAY)));
        assertTrue(unboundListener().supportedOptions().containsAll(Set.of(
                StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_REUSEADDR)));
    }

    @Test
    void eachSupportedOptionKeepsItsValue() throws Exception {
        for (NetworkChannel channel : List.of(
                channel(), link().channel(), unboundListener(), listener())) {
            Set<SocketOption<?>> options = channel.supportedOptions();
            assertSame(options.getClass(), channel.supportedOptions().getClass());
            for (SocketOption<?> option : options) {
                roundTrip(channel, option);
            }
        }
    }

    @Test
    void setOfOptionsCannotBeChanged() throws Exception {
        for (NetworkChannel channel : List.of(channel(), unboundListener())) {
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.supportedOptions().clear());
            assertFalse(channel.supportedOptions().isEmpty());
        }
    }

    @Test
    void optionsOfOneChannelAreNotAnothers() throws Exception {
        AsynchronousSocketChannel one = channel();
        AsynchronousSocketChannel other = channel();
        assertFalse(other.getOption(StandardSocketOptions.TCP_NODELAY));
        one.setOption(StandardSocketOptions.TCP_NODELAY, true);
        assertFalse(other.getOption(StandardSocketOptions.TCP_NODELAY));
        assertTrue(one.getOption(StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    void optionsHoldWhenConnected() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        AsynchronousSocketChannel channel = channel();
        assertSame(channel, channel.setOption(StandardSocketOptions.TCP_NODELAY, true));
        channel.connect(listener.getLocalAddress()).get();
        assertTrue(channel.getOption(StandardSocketOptions.TCP_NODELAY));
        AsynchronousSocketChannel accepted = accept(listener).value();
        assertFalse(accepted.getOption(StandardSocketOptions.TCP_NODELAY));
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        assertTrue(accepted.getOption(StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    void acceptedChannelsHaveTheListenersReceiveBuffer() throws Exception {
        AsynchronousServerSocketChannel listener = unboundListener();
        listener.setOption(StandardSocketOptions.SO_RCVBUF, 20_000).bind(ANY);
        AsynchronousSocketChannel channel = channel();
        channel.connect(listener.getLocalAddress()).get();
        assertEquals(listener.getOption(StandardSocketOptions.SO_RCVBUF),
                accept(listener).value().getOption(StandardSocketOptions.SO_RCVBUF));
    }

    @Test
    void unknownOptionIsNotSupported() throws Exception {
        SocketOption<String> unknown = new Unknown();
        for (NetworkChannel channel : List.of(channel(), unboundListener())) {
            assertThrows(UnsupportedOperationException.class, () -> channel.getOption(unknown));
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.setOption(unknown, "value"));
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1));
            assertThrows(UnsupportedOperationException.class,
                    () -> channel.getOption(StandardSocketOptions.SO_BROADCAST));
        }
        assertThrows(UnsupportedOperationException.class, () -> unboundListener()
                .setOption(StandardSocketOptions.TCP_NODELAY, true));
    }

    @Test
    void badValuesAreRefused() throws Exception {
        AsynchronousSocketChannel channel = channel();
        AsynchronousServerSocketChannel listener = unboundListener();
        assertThrows(IllegalArgumentException.class,
                () -> channel.setOption(StandardSocketOptions.SO_RCVBUF, -1));
        assertThrows(IllegalArgumentException.class,
                () -> channel.setOption(StandardSocketOptions.SO_SNDBUF, -1));
        assertThrows(IllegalArgumentException.class,
                () -> listener.setOption(StandardSocketOptions.SO_RCVBUF, -1));
        assertThrows(IllegalArgumentException.class,
                () -> channel.setOption(StandardSocketOptions.SO_RCVBUF, null));
        assertThrows(NullPointerException.class, () -> channel.setOption(null, 1));
        assertThrows(NullPointerException.class, () -> channel.getOption(null));
        assertThrows(NullPointerException.class, () -> listener.setOption(null, 1));
        assertThrows(NullPointerException.class, () -> listener.getOption(null));
    }

    /** As on Linux: a listener can take a port whose old connections wait. */
    @Test
    void listenersReuseAddressesUnlessToldOtherwise() throws Exception {
        assertNotNull(unboundListener().getOption(StandardSocketOptions.SO_REUSEADDR));
        assertFalse(channel().getOption(StandardSocketOptions.SO_REUSEADDR));
    }

    private static <T> void roundTrip(NetworkChannel channel, SocketOption<T> option)
            throws Exception {
        T before = channel.getOption(option);
        if (option.type() == Boolean.class) {
            for (boolean value : new boolean[] {true, false}) {
                T typed = option.type().cast(value);
                assertSame(channel, channel.setOption(option, typed));
                assertEquals(typed, channel.getOption(option), option::name);
            }
            return;
        }
        assertEquals(Integer.class, option.type(), option::name);
        switch (option.name()) {
            case "SO_SNDBUF", "SO_RCVBUF" -> {
                channel.setOption(option, option.type().cast(10_000));
                assertTrue((Integer) channel.getOption(option) >= 10_000);
            }
            // The last two bits are the kernel's: it notes congestion in them.
            case "IP_TOS" -> {
                channel.setOption(option, option.type().cast(8));
                assertEquals(8, channel.getOption(option), option::name);
            }
            case "SO_INCOMING_NAPI_ID" -> assertNotNull(before);
            case "SO_LINGER" -> {
                for (int value : new int[] {5, 0, -1}) {
                    channel.setOption(option, option.type().cast(value));
                    assertEquals(value, channel.getOption(option), option::name);
                }
            }
            default -> {
                channel.setOption(option, option.type().cast(7));
                assertEquals(7, channel.getOption(option), option::name);
            }
        }
    }

    private static final class Unknown implements SocketOption<String> {
        @Override
        public String name() {
            return "UNKNOWN";
        }

        @Override
        public Class<String> type() {
            return String.class;
        }
    }
}
