package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The file by which clients find a Unix domain socket. Binding makes it, and nothing but {@link
 * #remove} takes it away: the kernel leaves it there when the socket is closed.
 */
final class SocketFile {

    // Linux has room for 108 bytes and the JDK takes 106 of them, macOS for 104.
    private static final int USUALLY_LONG_ENOUGH_BYTES = 100;

    private final Path path;
    private final Object key;

    private SocketFile(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /**
     * Binds a listener.
     *
     * @param listener of Unix domain sockets, not bound yet
     * @param address its path
     * @throws BindException if that cannot be; the message says what is wrong with the path
     * @throws IOException if what was bound cannot be found again
     */
    static SocketFile bind(
            ServerSocketChannel listener, UnixDomainSocketAddress address, int backlog)
            throws IOException {
        Path path = address.getPath();
        try {
            listener.bind(address, backlog);
        } catch (SocketException e) {
            BindException told = new BindException(reason(path, e));
            told.initCause(e);
            throw told;
        }
        return new SocketFile(path, key(path));
    }

    /**
     * Removes the file, unless it is another one by now: somebody may have removed ours and bound
     * their own. To be called before the socket is closed, as its file's key is nobody else's until
     * then.
     */
    void remove() {
        try {
            if (Objects.equals(key(path), key)) {
                Files.delete(path);
            }
        } catch (IOException expected) {
            // It is gone already, or its folder forbids it by now; nobody is left to tell.
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static String reason(Path path, SocketException refused) {
        if (refused instanceof BindException) {
            return hasServer(path)
                    ? "another server listens there"
                    : "the file exists, but nobody listens there: remove it, if a server left it"
                            + " that has ended";
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        int bytes = path.toString().getBytes().length;
        if (bytes > USUALLY_LONG_ENOUGH_BYTES && refused.getMessage().endsWith("too long")) {
            return "the path is too long for a Unix domain socket, " + bytes
                    + " bytes where about " + USUALLY_LONG_ENOUGH_BYTES + " are allowed";
        }
        return "cannot create a file in " + folder + ": " + refused.getMessage();
    }

    private static boolean hasServer(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // which a full backlog would do
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException tooBusy) {
            return true;
        }
    }
}
