package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * More clients than the backlog holds, while the server accepts none: its process is stopped by a
 * signal. Linux then answers no connection request; the client's kernel repeats it a second later.
 */
@Timeout(60)
class BacklogOverflowTest {

    private static final Path SHELL = Path.of("/bin/sh");
    private static final int CLIENTS = ServerSpec.BACKLOG * 3 / 2;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "BLOCKING", "VIRTUAL", "SELECTOR"})
    void clientsAboveTheBacklogWaitAndAreServed(ServerVariant variant) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux's full backlog");
        assumeTrue(Files.isExecutable(SHELL), "no shell that could stop the server");
        try (ServerProcess server = ServerProcess.start(
                        variant, ServerSpec.onLoopback(64, 1), List.of());
                Clients clients = new Clients()) {
            signal("STOP", server);
            try {
                clients.connect(server.address());
                clients.runUntil(connected -> connected >= ServerSpec.BACKLOG);
                assertTrue(clients.connected < CLIENTS, "the backlog has room for all");
            } finally {
                signal("CONT", server);
            }
            clients.runUntil(connected -> clients.echoed == CLIENTS);
        }
    }

    private static void signal(String name, ServerProcess server) throws Exception {
        Process kill = new ProcessBuilder(
                SHELL.toString(), "-c", "kill -" + name + " " + server.pid()).inheritIO().start();
        assertEquals(0, kill.waitFor());
    }

    /** Many connections of one thread, which send a message of their own and read its echo. */
    private static final class Clients implements AutoCloseable {

        private final Selector selector = Selector.open();
        private int connected;
        private int echoed;

        Clients() throws IOException {
        }

        void connect(SocketAddress address) throws IOException {
            for (int i = 0; i < CLIENTS; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, i);
                if (channel.connect(address)) {
                    send(key);
                }
            }
        }

        void runUntil(IntPredicate enough) throws IOException {
            long startNanos = System.nanoTime();
            while (!enough.test(connected)) {
                assertTrue(System.nanoTime() - startNanos < PATIENCE_NANOS,
                        connected + " connected and " + echoed + " served of " + CLIENTS);
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isConnectable()) {
                        ((SocketChannel) key.channel()).finishConnect();
                        send(key);
                    } else {
                        receive(key);
                    }
                }
                selector.selectedKeys().clear();
            }
        }

        private void send(SelectionKey key) throws IOException {
            connected++;
            key.interestOps(SelectionKey.OP_READ);
            // So few bytes always fit the socket's buffer.
            ((SocketChannel) key.channel()).write(ByteBuffer.wrap(message(key)));
        }

        private void receive(SelectionKey key) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            int count = ((SocketChannel) key.channel()).read(buffer);
            assertTrue(count > 0, "a connection was closed instead of served");
            byte[] received = new byte[count];
            buffer.flip().get(received);
            assertArrayEquals(message(key), received);
            echoed++;
            key.interestOps(0);
        }

        private static byte[] message(SelectionKey key) {
            return ByteBuffer.allocate(Integer.BYTES).putInt((Integer) key.attachment()).array();
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
