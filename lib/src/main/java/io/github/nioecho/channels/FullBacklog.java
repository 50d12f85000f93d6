package io.github.nioecho.channels;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a {@link SocketChannel} says that finds no room at a listener of the Unix domain, on Linux.
 * The exception is of the type of many others, and its text is the system's, in the language of the
 * process; so a listener without room is made, once, to hear it.
 */
final class FullBacklog {

    private static final String TEXT = text();

    private FullBacklog() {
    }

    /** Returns whether a connect failed for that. */
    static boolean isWhy(SocketException failure, SocketAddress remote) {
        return remote instanceof UnixDomainSocketAddress
                && failure.getClass() == SocketException.class
                && bare(failure, remote).equals(TEXT);
    }

    private static String text() {
        try {
            Path folder = Files.createTempDirectory("nioecho");
            Path file = folder.resolve("full");
            try {
                return text(UnixDomainSocketAddress.of(file));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            // There is no place to listen at.
            return "Resource temporarily unavailable";
        }
    }

    private static String text(UnixDomainSocketAddress address) throws IOException {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel first = client();
                SocketChannel second = client();
                SocketChannel third = client()) {
            listener.bind(address, 1);
            try {
                first.connect(address);
                second.connect(address);
                third.connect(address);
                return "";
            } catch (SocketException e) {
                return bare(e, address);
            }
        }
    }

    /** The text names the address where the property jdk.includeInExceptions asks for that. */
    private static String bare(SocketException failure, SocketAddress remote) {
        return String.valueOf(failure.getMessage()).replace(remote.toString(), "");
    }

    private static SocketChannel client() throws IOException {
        return SelectedSocket.nonBlocking(SocketChannel.open(StandardProtocolFamily.UNIX));
    }
}
