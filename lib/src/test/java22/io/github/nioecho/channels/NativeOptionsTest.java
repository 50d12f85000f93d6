package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Holds options to those of the JDK's own channels. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "these are its numbers")
class NativeOptionsTest {

    private int fd;

    @BeforeEach
    void open() throws IOException {
        fd = Libc.socket(SocketAddresses.internetFamily());
    }

    @AfterEach
    void close() throws IOException {
        Libc.close(fd);
    }

    @Test
    void areAllThatTheJdksChannelsHave() throws Exception {
        try (SocketChannel stream = SocketChannel.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            assertEquals(stream.supportedOptions(), NativeOptions.ofStreams(Libc.AF_INET6));
            assertEquals(listener.supportedOptions(), NativeOptions.ofListeners(Libc.AF_INET6));
        }
    }

    @Test
    void haveTheValuesOfTheJdksChannels() throws Exception {
        try (SocketChannel stream = SocketChannel.open()) {
            assertSame(stream, stream.supportedOptions());
        }
    }

    @Test
    void areSetAsByTheJdksChannels() throws Exception {
        for (int number : List.of(-2, -1, 0, 1, 7, 100, 8192, 65_535, 65_536, 1_000_000)) {
            try (SocketChannel stream = SocketChannel.open()) {
                for (SocketOption<?> option : stream.supportedOptions()) {
                    Object value = option.type() == Boolean.class ? (Object) (number > 0) : number;
                    if (option.type() == Boolean.class || option.type() == Integer.class) {
                        assertEquals(fails(() -> set(stream, option, value)),
                                fails(() -> NativeOptions.set(fd, option, value)),
                                option + " = " + value);
                    }
                }
                assertSame(stream, stream.supportedOptions());
            }
            close();
            open();
        }
    }

    @Test
    void lingerIsSetAndUnset() throws Exception {
        for (int seconds : new int[] {0, 5, -1}) {
            NativeOptions.set(fd, StandardSocketOptions.SO_LINGER, seconds);
            assertEquals(seconds, NativeOptions.get(fd, StandardSocketOptions.SO_LINGER));
        }
    }

    @Test
    void refusesNoValueAndWhatCannotBeSet() {
        assertThrows(IllegalArgumentException.class,
                () -> NativeOptions.set(fd, StandardSocketOptions.TCP_NODELAY, null));
        assertThrows(SocketException.class,
                () -> NativeOptions.set(fd, ExtendedSocketOptions.SO_INCOMING_NAPI_ID, 1));
    }

    /** As root, the owner is changed to one whose number has no name. */
    @Test
    void peersHaveTheNamesThatTheOwnersOfFilesHave(@TempDir Path folder) throws Exception {
        boolean root = (int) Files.getAttribute(folder, "unix:uid") == 0;
        for (int number : root ? List.of(0, 1, 1_234_567) : List.<Integer>of()) {
            Files.setAttribute(folder, "unix:uid", number);
            Files.setAttribute(folder, "unix:gid", number);
            PosixFileAttributes owners = Files.readAttributes(folder, PosixFileAttributes.class);
            assertSame(owners.owner(), PeerCredentials.user(number));
            assertSame(owners.group(), PeerCredentials.group(number));
        }
        PosixFileAttributes own = Files.readAttributes(
                Files.createFile(folder.resolve("own")), PosixFileAttributes.class);
        assertSame(own.owner(), PeerCredentials.user(
                (int) Files.getAttribute(folder.resolve("own"), "unix:uid")));
        assertSame(own.group(), PeerCredentials.group(
                (int) Files.getAttribute(folder.resolve("own"), "unix:gid")));
    }

    private static void assertSame(Principal expected, Principal actual) {
        assertEquals(expected, actual);
        assertEquals(expected.getName(), actual.getName());
    }

    private void assertSame(NetworkChannel channel, Set<SocketOption<?>> options)
            throws IOException {
        for (SocketOption<?> option : options) {
            assertEquals(channel.getOption(option), NativeOptions.get(fd, option), option.name());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value)
            throws IOException {
        channel.setOption(option, (T) value);
    }

    /** Returns the type of the exception that is thrown, or nothing. */
    private static String fails(Action action) {
        try {
            action.run();
            return "";
        } catch (IOException | RuntimeException e) {
            return e.getClass().getName();
        }
    }

    private interface Action {

        void run() throws IOException;
    }
}
