package io.github.nioecho.cli;

import io.github.nioecho.CloseReason;
import io.github.nioecho.ConnectionInfo;
import io.github.nioecho.EchoObserver;
import io.github.nioecho.text.AddressText;
import io.github.nioecho.text.ChunkText;
import io.github.nioecho.udp.UdpObserver;
import io.github.nioecho.udp.UdpOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Tells the command line's user about connections and, if asked to, about each chunk and each
 * datagram.
 */
final class ConsoleObserver implements EchoObserver, UdpObserver {

    private final LineWriter lines;
    private final ChunkText text;
    private final boolean verbose;

    ConsoleObserver(LineWriter lines, ChunkText text, boolean verbose) {
        this.lines = lines;
        this.text = text;
        this.verbose = verbose;
    }

    @Override
    public void opened(ConnectionInfo connection) {
        print(connection, "opened");
    }

    @Override
    public void refused(ConnectionInfo connection) {
        print(connection, "refused, as many as "
                + CommandLineOption.MAX_CONNECTIONS.longName() + " allows are open");
    }

    @Override
    public void received(ConnectionInfo connection, ByteBuffer chunk) {
        if (verbose) {
            print(connection, "received " + bytes(chunk.remaining()) + ": " + text.of(chunk));
        }
    }

    @Override
    public void received(InetSocketAddress source, ByteBuffer datagram, UdpOutcome outcome) {
        if (verbose) {
            lines.print("datagram from " + AddressText.of(source) + ": "
                    + bytes(datagram.remaining()) + ", " + words(outcome) + ": "
                    + text.of(datagram));
        }
    }

    @Override
    public void closed(
            ConnectionInfo connection, CloseReason reason, long bytesReceived, long bytesSent) {
        print(connection, words(reason) + "; received " + bytes(bytesReceived) + ", sent "
                + bytesSent);
    }

    @Override
    public void acceptFailed(Throwable failure, Duration pause) {
        lines.print("cannot accept: " + text.of(Main.reason(failure))
                + "; trying again in " + pause.toMillis() + " ms");
    }

    private void print(ConnectionInfo connection, String event) {
        lines.print("connection " + connection.id() + " from "
                // A client chooses the path of its own Unix domain socket.
                + text.of(AddressText.of(connection.remoteAddress())) + ": " + event);
    }

    private static String bytes(long count) {
        return count + (count == 1 ? " byte" : " bytes");
    }

    private static String words(UdpOutcome outcome) {
        return switch (outcome) {
            case ANSWERED -> "answered";
            case REFUSED_PORT -> "refused for its source port";
            case REFUSED_ADDRESS -> "refused for its source address";
            case OVERSIZE -> "dropped, as it is too large";
            case NOT_SENT -> "not answered, because sending failed";
        };
    }

    private static String words(CloseReason reason) {
        return switch (reason) {
            case END_OF_STREAM -> "no more data, closed";
            case RESET -> "closed abruptly (reset)";
            case IDLE_TIMEOUT -> "closed for being idle";
            case SERVER_CLOSED -> "closed by the server's stop";
            case INTERNAL_ERROR -> "closed for an error of the server";
        };
    }
}
