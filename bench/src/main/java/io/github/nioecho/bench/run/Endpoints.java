package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.server.ServerSpec;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the servers of a run listen: on any free port of loopback, or each on a Unix domain socket
 * of its own, in a temporary folder that is removed with all that is in it at the end, also if the
 * JVM is told to end, as by Ctrl-C.
 *
 * <p>One thread starts servers and closes this; the shutdown hook is another.
 */
public final class Endpoints implements AutoCloseable {

    private static final String PREFIX = "nioecho";
    // A server that is just starting may make its file while the folder is being removed.
    private static final int ATTEMPTS = 10;
    // Of a path that every system has room for, see SocketFile, and what names in the folder take.
    private static final int LONGEST_FOLDER_BYTES = 88;

    private final Transport transport;
    private Path folder; // null with TCP, and until opened
    private Thread hook;
    private int count; // of the sockets

    private Endpoints(Transport transport) {
        this.transport = transport;
    }

    /** Returns those of a transport; to be {@linkplain #open opened} before a server is started. */
    public static Endpoints of(Transport transport) {
        return new Endpoints(transport);
    }

    /** Returns what carries the bytes. */
    public Transport transport() {
        return transport;
    }

    /**
     * Makes the folder, if one is needed.
     *
     * @throws IOException if it cannot be made, or its path is too long; the message says so
     */
    public void open() throws IOException {
        if (transport == Transport.TCP) {
            return;
        }
        folder = Files.createTempDirectory(PREFIX).toAbsolutePath();
        hook = new Thread(() -> remove(folder), "sockets-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int bytes = folder.toString().getBytes().length;
        if (bytes > LONGEST_FOLDER_BYTES) {
            close();
            throw new IOException("the temporary folder must have a path of at most "
                    + LONGEST_FOLDER_BYTES + " bytes for Unix domain sockets, was " + folder
                    + ": choose another with java -Djava.io.tmpdir=DIR");
        }
    }

    /** Returns what to start a server with, where none has listened before. */
    ServerSpec next(int bufferSizeBytes, int threads) {
        return switch (transport) {
            case TCP -> ServerSpec.onLoopback(bufferSizeBytes, threads);
            case UNIX -> ServerSpec.onUnixSocket(
                    folder.resolve(Integer.toString(++count)), bufferSizeBytes, threads);
        };
    }

    /** Removes the folder. */
    @Override
    public void close() {
        if (folder == null) {
            return;
        }
        remove(folder);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException expected) {
            // The JVM is ending, and the hook does the same.
        }
    }

    private static void remove(Path folder) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
                Files.delete(folder);
                return;
            } catch (DirectoryNotEmptyException again) {
                // As said above.
            } catch (NoSuchFileException expected) {
                return; // the hook, or its user, was here before
            } catch (IOException expected) {
                return; // nobody is left to tell
            }
        }
    }
}
