package io.github.nioecho.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The file by which clients find a listener on a Unix domain socket. The kernel makes it when the
 * listener is bound, and nobody but the server removes it.
 */
public final class SocketFile {

    private final Path path;

    // Written once, by the thread that starts the server, before others have this.
    private boolean made;
    /** Tells the file from another one of the same name; null where the platform has no such. */
    private Object key;

    /** Makes one that is not there yet. */
    public SocketFile(Path path) {
        this.path = path;
    }

    /**
     * Binds a listener, which makes the file. Called once.
     *
     * @throws IllegalArgumentException if the listener's provider has no Unix domain sockets; the
     *     cause is an {@link UnsupportedAddressTypeException}
     * @throws java.net.BindException that says what is wrong with the path
     */
    public void bind(AsynchronousServerSocketChannel listener, int backlog) throws IOException {
        try {
            listener.bind(UnixDomainSocketAddress.of(path), backlog);
        } catch (UnsupportedAddressTypeException e) {
            throw new IllegalArgumentException("unixPath needs a provider with Unix domain sockets,"
                    + " which the JDK's NIO.2 has not: .provider(new SelectorChannelProvider())"
                    + " has them", e);
        } catch (IOException e) {
            throw ListenPath.unavailable(path, e);
        }
        key = keyOf(path);
        made = true;
    }

    /** Returns the address that clients connect to. */
    public SocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /**
     * Removes the file, unless it was not made, or is another one by now: whoever took it for a
     * leftover may have removed it, and listen on the same path. To be called before the listener
     * closes, for the key may be given to another file then.
     */
    public void remove() {
        try {
            if (made && Objects.equals(key, keyOf(path))) {
                Files.delete(path);
            }
        } catch (IOException expected) {
            // It is gone, or stays as after a crash: who binds next is told.
        }
    }

    private static Object keyOf(Path path) throws IOException {
        return Files.readAttributes(
                path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
