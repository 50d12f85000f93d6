package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketFileTest {

    @TempDir
    private Path folder;

    @Test
    void fileThatAServerLeftIsToBeRemovedByTheUser() throws IOException {
        Path path = folder.resolve("left");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path)).close();

        assertEquals("the file exists, but nobody listens there: remove it, if a server left it"
                + " that has ended", refused(path));
        assertTrue(Files.exists(path));
    }

    @Test
    void otherFileIsLeftAsItIs() throws IOException {
        byte[] precious = {1, 2, 3};
        Path path = Files.write(folder.resolve("precious"), precious);

        assertTrue(refused(path).startsWith("the file exists, but nobody listens there"));
        assertArrayEquals(precious, Files.readAllBytes(path));
    }

    @Test
    void serverThatIsBusyIsStillOne() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("busy"));
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(address, 1);
                SocketChannel first = SocketChannel.open(address);
                SocketChannel second = SocketChannel.open(address)) {
            assertTrue(busy.isOpen() && first.isConnected() && second.isConnected());
            assertEquals("another server listens there", refused(address.getPath()));
        }
    }

    @Test
    void pathThatIsTooLongHasItsLengthTold() {
        Path path = folder.resolve("x".repeat(120));
        assertEquals("the path is too long for a Unix domain socket, "
                + path.toString().length() + " bytes where about 100 are allowed", refused(path));
    }

    @Test
    void folderThatIsNotThereIsNamed() {
        assertEquals("there is no folder " + folder.resolve("no"),
                refused(folder.resolve("no").resolve("echo.socket")));
    }

    @Test
    @EnabledOnOs(OS.LINUX) // has a folder where nobody may make a file, not even root
    void folderThatTakesNoFileIsNamed() {
        String reason = refused(Path.of("/sys/echo.socket"));
        assertTrue(reason.startsWith("cannot create a file in /sys: "), reason);
    }

    @Test
    void fileIsGoneOnceTheListenerIsClosed() throws IOException {
        Path path = folder.resolve("echo.socket");
        bind(path).close();
        assertFalse(Files.exists(path));
    }

    @Test
    void fileThatIsSomebodyElsesByNowStays() throws IOException {
        Path path = folder.resolve("echo.socket");
        Listener listener = bind(path);
        Files.delete(path);
        Files.createFile(path);

        listener.close();

        assertTrue(Files.exists(path));
    }

    @Test
    void fileThatIsGoneAlreadyIsNoObstacle() throws IOException {
        Path path = folder.resolve("echo.socket");
        Listener listener = bind(path);
        Files.delete(path);

        listener.close();

        assertFalse(listener.channel().isOpen());
    }

    private static String refused(Path path) {
        return assertThrows(BindException.class, () -> bind(path).close()).getMessage();
    }

    private static Listener bind(Path path) throws IOException {
        return Listener.bind(UnixDomainSocketAddress.of(path), 1);
    }
}
