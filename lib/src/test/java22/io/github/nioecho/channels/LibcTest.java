package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "it is its library")
class LibcTest {

    @TempDir
    private Path folder;

    @Test
    void addressInUseIsABindException() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThrows(BindException.class, () -> bind(
                    SocketAddresses.internetFamily(), taken.getLocalSocketAddress()));
        }
    }

    @Test
    void pathInUseIsABindException() throws Exception {
        SocketAddress path = UnixDomainSocketAddress.of(folder.resolve("s"));
        bind(Libc.AF_UNIX, path);
        assertTrue(Files.exists(folder.resolve("s")));
        assertThrows(BindException.class, () -> bind(Libc.AF_UNIX, path));
    }

    @Test
    void missingFolderIsASocketException() {
        SocketAddress path = UnixDomainSocketAddress.of(folder.resolve("none").resolve("s"));
        assertThrows(SocketException.class, () -> bind(Libc.AF_UNIX, path));
    }

    @Test
    void unconnectedSocketHasNoPeer() throws Exception {
        int fd = Libc.socket(SocketAddresses.internetFamily());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddresses.BYTES, Long.BYTES);
            assertThrows(SocketException.class, () -> Libc.getpeername(fd, address));
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    void closedDescriptorIsAnError() {
        assertThrows(SocketException.class, () -> Libc.close(-1));
        assertThrows(IOException.class, () -> Libc.mmap(-1, 4096, 0));
        assertEquals(-9, Libc.recv(-1, 0, 1), "EBADF");
    }

    @Test
    void errorsAreOfTheTypesOfTheJdk() {
        assertEquals(BindException.class, Errno.ofSocket(Errno.EADDRINUSE).getClass());
        assertEquals(BindException.class, Errno.ofSocket(Errno.EACCES).getClass());
        assertEquals(ConnectException.class, Errno.ofSocket(Errno.ECONNREFUSED).getClass());
        assertEquals(NoRouteToHostException.class, Errno.ofSocket(Errno.EHOSTUNREACH).getClass());
        assertEquals(SocketException.class, Errno.ofSocket(Errno.EMFILE).getClass());
        assertEquals(IOException.class, Errno.ofRead(Errno.ECONNRESET).getClass());
        assertEquals("Connection reset", Errno.ofRead(Errno.ECONNRESET).getMessage());
        assertEquals(IOException.class, Errno.ofOther(Errno.EPIPE).getClass());
    }

    @Test
    void errorThatNobodyKnowsHasItsNumber() {
        assertTrue(Libc.describe(12_345).contains("12345"), Libc.describe(12_345));
    }

    private static void bind(int family, SocketAddress to) throws IOException {
        int fd = Libc.socket(family);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddresses.BYTES, Long.BYTES);
            Libc.bind(fd, address, SocketAddresses.write(to, family, address));
        } finally {
            Libc.close(fd);
        }
    }
}
