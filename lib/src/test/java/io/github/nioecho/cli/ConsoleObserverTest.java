package io.github.nioecho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.CloseReason;
import io.github.nioecho.ConnectionInfo;
import io.github.nioecho.LeakCheck;
import io.github.nioecho.text.ChunkText;
import io.github.nioecho.udp.UdpOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class ConsoleObserverTest {

    private static final ConnectionInfo CONNECTION = new ConnectionInfo(3,
            new InetSocketAddress("127.0.0.1", 40000), new InetSocketAddress("127.0.0.1", 5000));
    private static final String PREFIX = "connection 3 from 127.0.0.1:40000: ";

    @Test
    void infoTellsOfConnections() {
        assertEquals(
                List.of("first",
                        PREFIX + "opened",
                        PREFIX + "no more data, closed; received 6 bytes, sent 6",
                        PREFIX + "closed abruptly (reset); received 1 byte, sent 0",
                        PREFIX + "closed for being idle; received 0 bytes, sent 0",
                        PREFIX + "closed by the server's stop; received 0 bytes, sent 0",
                        PREFIX + "closed for an error of the server; received 0 bytes, sent 0",
                        PREFIX + "refused, as many as --max-connections allows are open"),
                linesOf(false, observer -> {
                    observer.opened(CONNECTION);
                    observer.received(CONNECTION, ByteBuffer.wrap(new byte[6]));
                    observer.closed(CONNECTION, CloseReason.END_OF_STREAM, 6, 6);
                    observer.closed(CONNECTION, CloseReason.RESET, 1, 0);
                    observer.closed(CONNECTION, CloseReason.IDLE_TIMEOUT, 0, 0);
                    observer.closed(CONNECTION, CloseReason.SERVER_CLOSED, 0, 0);
                    observer.closed(CONNECTION, CloseReason.INTERNAL_ERROR, 0, 0);
                    observer.refused(CONNECTION);
                }));
    }

    @Test
    void verboseTellsOfChunksToo() {
        ByteBuffer chunk = StandardCharsets.UTF_8.encode("hi\n").asReadOnlyBuffer();
        assertEquals(List.of("first", PREFIX + "received 3 bytes: hi\\n"),
                linesOf(true, observer -> observer.received(CONNECTION, chunk)));
    }

    @Test
    void verboseTellsOfDatagramsAndWhatBecameOfThem() {
        ByteBuffer datagram = StandardCharsets.UTF_8.encode("hi\n").asReadOnlyBuffer();
        InetSocketAddress source = new InetSocketAddress("127.0.0.1", 7);
        assertEquals(
                List.of("first",
                        "datagram from 127.0.0.1:7: 3 bytes, answered: hi\\n",
                        "datagram from 127.0.0.1:7: 3 bytes, refused for its source port: hi\\n"),
                linesOf(true, observer -> {
                    observer.received(source, datagram, UdpOutcome.ANSWERED);
                    observer.received(source, datagram, UdpOutcome.REFUSED_PORT);
                }));
        assertEquals(List.of("first"), linesOf(false,
                observer -> observer.received(source, datagram, UdpOutcome.ANSWERED)));
    }

    @Test
    void failedAcceptIsToldOnOneLine() {
        assertEquals(
                List.of("first", "cannot accept: Too many\\nopen files; trying again in 20 ms",
                        "cannot accept: OutOfMemoryError; trying again in 40 ms"),
                linesOf(false, observer -> {
                    observer.acceptFailed(
                            new IOException("Too many\nopen files"), Duration.ofMillis(20));
                    observer.acceptFailed(new OutOfMemoryError(), Duration.ofMillis(40));
                }));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such paths")
    void clientOfAUnixDomainSocketIsNamedByHarmlessText() {
        SocketAddress server = UnixDomainSocketAddress.of("/run/echo");
        assertEquals(
                List.of("first",
                        "connection 1 from (unnamed): opened",
                        "connection 2 from /tmp/a\\n\\x1B[2Jb: opened"),
                linesOf(false, observer -> {
                    observer.opened(
                            new ConnectionInfo(1, UnixDomainSocketAddress.of(""), server));
                    observer.opened(new ConnectionInfo(
                            2, UnixDomainSocketAddress.of("/tmp/a\n\u001b[2Jb"), server));
                }));
    }

    private static List<String> linesOf(boolean verbose, Consumer<ConsoleObserver> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineWriter writer = new LineWriter(out, StandardCharsets.UTF_8);
        events.accept(new ConsoleObserver(writer, new ChunkText(StandardCharsets.UTF_8), verbose));
        writer.start("first");
        writer.close(Duration.ofSeconds(30));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
