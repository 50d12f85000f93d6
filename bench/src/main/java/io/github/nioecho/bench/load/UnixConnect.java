package io.github.nioecho.bench.load;

import io.github.nioecho.bench.server.OpenFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;

/**
 * Connects to a Unix domain socket, which happens at once or not at all. Where the server's backlog
 * is full, Linux lets a blocking socket wait without end and refuses one that does not block, and
 * the JDK closes a channel that was refused. So this tries again, with another one.
 */
final class UnixConnect {

    private static final long PAUSE_NANOS = 100_000;

    private UnixConnect() {
    }

    /**
     * Connects.
     *
     * @param what what it is for, in words that errors begin with
     * @param patienceMillis how long to try again while the backlog is full
     * @return a connected channel that does not block
     * @throws IOException if there is no server, or none that accepts in time
     */
    static SocketChannel connect(
            String what, UnixDomainSocketAddress server, long patienceMillis)
            throws IOException {
        long beganNanos = System.nanoTime();
        while (true) {
            SocketChannel channel = open(what);
            try {
                channel.configureBlocking(false);
                channel.connect(server);
                return channel;
            } catch (IOException e) {
                channel.close();
                if (!isBacklogFull(server, e)) {
                    throw new IOException(what + ": " + e.getMessage(), e);
                }
                if (System.nanoTime() - beganNanos > patienceMillis * 1_000_000) {
                    throw new IOException(what + ": the server has not accepted it for "
                            + patienceMillis + " ms: its backlog is full", e);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static SocketChannel open(String what) throws IOException {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw OpenFiles.clientFailure(what, e);
        }
    }

    /** The JDK has no exception of its own for it, and none for most other reasons. */
    private static boolean isBacklogFull(UnixDomainSocketAddress server, IOException refused) {
        return refused instanceof SocketException
                && !(refused instanceof ConnectException) // nobody listens
                && Files.isWritable(server.getPath()); // it is there, and we may connect
    }
}
