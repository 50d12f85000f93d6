package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.server.Ports;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubjectTest {

    @Test
    void targetThatEchoesPasses() throws IOException {
        try (RunningServer server = ServerVariant.SELECTOR.start(ServerSpec.onLoopback(256, 1))) {
            Subject.target("there", List.of(Ports.address(server))).requireEcho();
        }
    }

    @Test
    void targetIsAtTheFirstOfItsAddressesThatEchoes() throws IOException {
        try (RunningServer server = ServerVariant.SELECTOR.start(ServerSpec.onLoopback(256, 1))) {
            InetSocketAddress nobody = new InetSocketAddress("127.0.0.2", Ports.of(server));
            Subject target = Subject.target("there", List.of(nobody, Ports.address(server)));

            target.requireEcho();

            assertEquals(server.address(), target.start(1, 1).address());
        }
    }

    @Test
    void targetThatIsAtNoneOfItsAddressesIsNamedWithAll() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        InetSocketAddress nobodyEither = new InetSocketAddress("127.0.0.2", nobody.getPort());

        String message = assertThrows(IOException.class, () ->
                Subject.target("there:7", List.of(nobodyEither, nobody)).requireEcho())
                .getMessage();

        assertTrue(message.matches("--target there:7 does not echo: at 127.0.0.2: connection 0 .*;"
                + " at 127.0.0.1: connection 0 .*: Connection refused"), message);
    }

    @Test
    void targetThatRefusesIsNamed() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        assertRefused(nobody, "refused");
    }

    @Test
    void targetThatSaysSomethingElseIsNamed() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> greet(listener));
            server.setDaemon(true);
            server.start();
            assertRefused((InetSocketAddress) listener.getLocalSocketAddress(), "wrong echo");
        }
    }

    @Test
    void variantIsNotStarted() throws IOException {
        new Subject(Subject.variant(ServerVariant.ASYNC, List.of(), Endpoints.of(Transport.TCP), Optional.empty()).info(), (buffer, threads) -> {
            throw new IOException("started");
        }).requireEcho();
    }

    private static void assertRefused(InetSocketAddress address, String what) {
        IOException e = assertThrows(IOException.class, () ->
                Subject.target("there:7", List.of(address)).requireEcho());
        assertTrue(e.getMessage().startsWith("--target there:7 does not echo: "), e.getMessage());
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    private static void greet(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write("220 this is mail".getBytes());
            socket.getInputStream().readAllBytes();
        } catch (IOException expected) {
            // The client has seen enough.
        }
    }
}
