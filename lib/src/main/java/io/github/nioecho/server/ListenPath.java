package io.github.nioecho.server;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The path of a Unix domain socket to listen on: what can be wrong with that, in words. */
public final class ListenPath {

    /** Linux and Windows have room for so many bytes and a zero, the BSDs for four less. */
    private static final int MAX_BYTES = 107;

    /** From here on some platform, or the JDK on it, has no room. */
    private static final int DOUBTFUL_BYTES = 103;

    private static final String LISTENS = " by a server that listens there: choose another path";

    private ListenPath() {
    }

    /**
     * Checks a path.
     *
     * @throws IllegalArgumentException that names the value, if no socket can have it
     */
    public static void require(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    "unixPath must be a path of the default file system, was " + path.toUri());
        }
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException("unixPath must name a file, was empty");
        }
    }

    /**
     * Says why a path could not be had. The platform's own words name no path, and are the same for
     * a server that runs, for one that has left its file, and for a file of another kind.
     *
     * @param cause what the platform said
     */
    public static BindException unavailable(Path path, IOException cause) {
        BindException named = new BindException("cannot listen on " + path + ": "
                + reason(path, cause));
        named.initCause(cause);
        return named;
    }

    private static String reason(Path path, IOException cause) {
        int bytes = path.toString().getBytes(fileNameCharset()).length;
        if (bytes > MAX_BYTES) {
            return tooLong(bytes);
        }
        Path folder = path.toAbsolutePath().getParent();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return "Address already in use" + user(path);
        }
        if (folder == null || !Files.exists(folder)) {
            return "there is no folder " + folder;
        }
        if (!Files.isDirectory(folder)) {
            return folder + " is no folder";
        }
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            return "no permission to make files in the folder " + folder;
        }
        return bytes > DOUBTFUL_BYTES ? tooLong(bytes) : cause.getMessage();
    }

    private static String tooLong(int bytes) {
        return "too long for the path of a socket, " + bytes + " bytes: choose one of "
                + DOUBTFUL_BYTES + " bytes at most";
    }

    /** Tells what has a path that is there, as far as a connect can tell. */
    private static String user(Path path) {
        try {
            if (!Files.readAttributes(
                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
                return " by a file that is no socket: choose another path";
            }
            try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                // It could wait long, where the server has no room for another connection.
                client.configureBlocking(false);
                client.connect(UnixDomainSocketAddress.of(path));
            }
            return LISTENS;
        } catch (ConnectException e) {
            return ", but nobody listens there: remove the file " + path
                    + ", which a server has left that did not end in good order";
        } catch (BindException e) {
            // That is what the JDK makes of a lack of permission.
            return ": choose another path";
        } catch (SocketException e) {
            return LISTENS;
        } catch (IOException | UnsupportedOperationException e) {
            return ": choose another path";
        }
    }

    /** Returns what the JDK encodes paths with. */
    private static Charset fileNameCharset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name)
                ? Charset.forName(name) : Charset.defaultCharset();
    }
}
