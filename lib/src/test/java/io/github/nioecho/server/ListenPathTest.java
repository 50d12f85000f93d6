package io.github.nioecho.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.nioecho.Clients;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is said of paths that the platform refuses, which the JDK's own channels ask for. */
@Timeout(60)
class ListenPathTest {

    /** Not one of JUnit's: their paths may be too long for a socket. */
    private Path folder;
    private Path path;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("echo");
        path = folder.resolve("s");
    }

    @AfterEach
    void removeFolder() throws IOException {
        Files.deleteIfExists(path);
        Files.delete(folder);
    }

    @Test
    void pathThatAServerListensOn() throws Exception {
        try (ServerSocketChannel server = listen(path)) {
            assertRefused(path, "Address already in use by a server that listens there:"
                    + " choose another path");
            // To find that out is to connect.
            server.accept().close();
            assertTrue(Files.exists(path));
        }
    }

    @Test
    void pathThatAServerListensOnWhoHasNoRoomForMore() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path), 1);
            boolean room = true;
            for (int i = 0; room && i < 100; i++) {
                try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    client.configureBlocking(false);
                    room = Clients.hasRoom(client, path);
                }
            }
            assertRefused(path, "Address already in use by a server that listens there:"
                    + " choose another path");
        }
    }

    @Test
    void fileThatAServerHasLeft() throws Exception {
        listen(path).close();
        assertTrue(Files.exists(path));
        assertRefused(path, "Address already in use, but nobody listens there: remove the file "
                + path + ", which a server has left that did not end in good order");
        assertTrue(Files.exists(path), "it may be somebody's");
    }

    @Test
    void fileOfAnotherKind() throws Exception {
        Files.createFile(path);
        assertRefused(path,
                "Address already in use by a file that is no socket: choose another path");
        Files.delete(path);
        Files.createDirectory(path);
        assertRefused(path,
                "Address already in use by a file that is no socket: choose another path");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "may take a privilege elsewhere")
    void linkToNowhere() throws Exception {
        Files.createSymbolicLink(path, folder.resolve("missing"));
        assertRefused(path,
                "Address already in use by a file that is no socket: choose another path");
    }

    @Test
    void folderThatIsMissing() {
        Path missing = folder.resolve("missing");
        assertRefused(missing.resolve("s"), "there is no folder " + missing);
    }

    @Test
    void folderThatIsNone() throws Exception {
        Files.createFile(path);
        assertRefused(path.resolve("s"), path + " is no folder");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "takes permissions as POSIX has them")
    void folderThatMayNotBeWritten() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "root may write everywhere");
        assertRefused(path, "no permission to make files in the folder " + folder);
    }

    /** Nobody may, not even root. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "has /proc")
    void folderThatNobodyMayWrite() {
        assertRefused(Path.of("/proc/self/s"),
                "no permission to make files in the folder /proc/self");
    }

    @Test
    void pathThatIsTooLong() {
        for (int bytes : new int[] {108, 109, 200, 1000}) {
            assertRefused(ofBytes(bytes), "too long for the path of a socket, " + bytes
                    + " bytes: choose one of 103 bytes at most");
        }
        // Whether the folder is there does not matter then.
        assertRefused(folder.resolve("missing").resolve("x".repeat(200)),
                "too long for the path of a socket, "
                        + (folder.toString().length() + 9 + 200)
                        + " bytes: choose one of 103 bytes at most");
    }

    @Test
    void longestPathThatSuitsEveryPlatform() throws Exception {
        Path longest = ofBytes(103);
        listen(longest).close();
        assertTrue(Files.deleteIfExists(longest));
    }

    /** Which of these the JDK takes has changed. */
    @Test
    void pathThatIsPerhapsTooLong() throws Exception {
        for (int bytes = 104; bytes <= 107; bytes++) {
            Path doubtful = ofBytes(bytes);
            try {
                listen(doubtful).close();
                Files.delete(doubtful);
            } catch (IOException expected) {
                assertRefused(doubtful, "too long for the path of a socket, " + bytes
                        + " bytes: choose one of 103 bytes at most");
            }
        }
    }

    @Test
    void whatIsNotKnownStaysInThePlatformsWords() {
        IOException cause = new IOException("in the test");
        BindException e = ListenPath.unavailable(path, cause);
        assertEquals("cannot listen on " + path + ": in the test", e.getMessage());
        assertSame(cause, e.getCause());
    }

    @Test
    void pathsThatNoSocketCanHave() throws Exception {
        assertEquals("unixPath must name a file, was empty",
                assertThrows(IllegalArgumentException.class, () -> ListenPath.require(Path.of("")))
                        .getMessage());
        Path archive = folder.resolve("a.zip");
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", true))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> ListenPath.require(zip.getPath("/s")));
            assertTrue(e.getMessage().startsWith(
                    "unixPath must be a path of the default file system, was jar:file:"),
                    e.getMessage());
        }
        Files.deleteIfExists(archive);
        ListenPath.require(path);
    }

    private Path ofBytes(int bytes) {
        return folder.resolve("x".repeat(bytes - folder.toString().length() - 1));
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void assertRefused(Path path, String reason) {
        IOException cause = assertThrows(IOException.class, () -> listen(path));
        BindException e = ListenPath.unavailable(path, cause);
        assertEquals("cannot listen on " + path + ": " + reason, e.getMessage());
        assertSame(cause, e.getCause());
        assertFalse(e.getMessage().contains("Exception"));
    }
}
