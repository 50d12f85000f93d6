package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.fault.EchoFault;
import io.github.nioecho.junit.EchoServerExtension;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.echo.EchoTCPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that others wrote. A first connection is served well, a second one is reset when ten
 * bytes have come back.
 */
@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(60)
class RealClientsTest {

    private static final byte[] PAYLOAD = Clients.randomBytes(20_000, 1);
    private static final int BEFORE_RESET = 10;

    @TempDir
    private Path folder;

    @RegisterExtension
    final EchoServerExtension echo = EchoServerExtension.create()
            .with(server -> server.fault(2, EchoFault.resetPeer(BEFORE_RESET)))
            .failOnOpenConnections();

    @Test
    void socket() throws Exception {
        try (Socket socket = Clients.connect(echo.address())) {
            Clients.assertEchoesToTheEnd(socket, PAYLOAD);
        }
        try (Socket socket = Clients.connect(echo.address())) {
            socket.getOutputStream().write(PAYLOAD);
            InputStream in = socket.getInputStream();
            assertEquals(BEFORE_RESET, in.readNBytes(BEFORE_RESET).length);
            assertThrows(SocketException.class, in::read);
        }
    }

    @Test
    void socketChannel() throws Exception {
        try (SocketChannel channel = SocketChannel.open(echo.address())) {
            channel.write(ByteBuffer.wrap(PAYLOAD));
            channel.shutdownOutput();
            assertArrayEquals(PAYLOAD, readAll(channel));
        }
        try (SocketChannel channel = SocketChannel.open(echo.address())) {
            channel.write(ByteBuffer.wrap(PAYLOAD));
            assertThrows(IOException.class, () -> readAll(channel));
        }
    }

    @Test
    void asynchronousSocketChannel() throws Exception {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            channel.connect(echo.address()).get();
            assertArrayEquals(PAYLOAD, exchange(channel));
        }
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            channel.connect(echo.address()).get();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> exchange(channel));
            assertEquals(IOException.class, failure.getCause().getClass());
        }
    }

    @Test
    void nettyBootstrap() throws Exception {
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Collector first = new Collector();
            Channel channel = connect(group, first);
            channel.writeAndFlush(Unpooled.wrappedBuffer(PAYLOAD)).sync();
            assertArrayEquals(PAYLOAD, first.received.get(20, TimeUnit.SECONDS));
            channel.close().sync();

            Collector second = new Collector();
            connect(group, second).writeAndFlush(Unpooled.wrappedBuffer(PAYLOAD)).sync();
            ExecutionException failure = assertThrows(ExecutionException.class,
                    () -> second.received.get(20, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof IOException, failure.toString());
        } finally {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void commonsNetEchoClient() throws Exception {
        EchoTCPClient client = new EchoTCPClient();
        client.setDefaultTimeout(Clients.TIMEOUT_MILLIS);
        client.connect(echo.address().getAddress(), echo.address().getPort());
        client.getOutputStream().write(PAYLOAD);
        client.getOutputStream().flush();
        assertArrayEquals(PAYLOAD, client.getInputStream().readNBytes(PAYLOAD.length));
        client.disconnect();

        client.connect(echo.address().getAddress(), echo.address().getPort());
        client.getOutputStream().write(PAYLOAD);
        client.getOutputStream().flush();
        assertThrows(SocketException.class, () -> client.getInputStream().readAllBytes());
        client.disconnect();
    }

    @Test
    void socat() throws Exception {
        assumeTrue(isInstalled("socat"), "socat is not installed");
        List<String> command = List.of("socat", "-d", "-t", "20", "-", "TCP:" + hostAndPort(":"));
        Finished first = run(command);
        assertArrayEquals(PAYLOAD, first.output());
        assertEquals(0, first.exitCode(), first.errors());
        Finished second = run(command);
        assertTrue(second.errors().contains("Connection reset by peer"), second.toString());
        assertTrue(second.output().length <= BEFORE_RESET, second.toString());
    }

    @Test
    void netcat() throws Exception {
        assumeTrue(isInstalled("nc"), "nc is not installed");
        assumeTrue(run(List.of("nc", "-h")).errors().contains("-N"),
                "this nc cannot end its sending side (-N)");
        List<String> command = new ArrayList<>(List.of("nc", "-N"));
        command.addAll(List.of(hostAndPort(" ").split(" ")));
        Finished first = run(command);
        assertArrayEquals(PAYLOAD, first.output());
        assertEquals(0, first.exitCode(), first.errors());
    }

    private static byte[] readAll(ByteChannel channel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (channel.read(buffer) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return bytes.toByteArray();
    }

    private static byte[] exchange(AsynchronousSocketChannel channel) throws Exception {
        ByteBuffer out = ByteBuffer.wrap(PAYLOAD);
        while (out.hasRemaining()) {
            channel.write(out).get();
        }
        ByteBuffer in = ByteBuffer.allocate(PAYLOAD.length);
        while (in.hasRemaining() && channel.read(in).get() >= 0) {
            // All that is to do is done above.
        }
        return in.array();
    }

    private Channel connect(MultiThreadIoEventLoopGroup group, Collector collector)
            throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                // A pool would keep what the leak check counts.
                .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .handler(collector)
                .connect(echo.address()).sync().channel();
    }

    private String hostAndPort(String separator) {
        return echo.address().getAddress().getHostAddress() + separator + echo.address().getPort();
    }

    private boolean isInstalled(String command) throws Exception {
        return run(List.of("sh", "-c", "command -v " + command)).exitCode() == 0;
    }

    /** Runs a command whose input is the payload. */
    private Finished run(List<String> command) throws Exception {
        Path input = Files.write(folder.resolve("input"), PAYLOAD);
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile()).redirectError(errors.toFile()).start();
        // No time-out interrupts a read from a pipe: the end of the process does.
        CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(process::destroyForcibly);
        byte[] output = process.getInputStream().readAllBytes();
        return new Finished(process.waitFor(), output, Files.readString(errors));
    }

    private record Finished(int exitCode, byte[] output, String errors) {
    }

    /** Completes with as many bytes as were sent, or with what went wrong. */
    private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {

        private final CompletableFuture<byte[]> received = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf chunk)
                throws IOException {
            chunk.readBytes(bytes, chunk.readableBytes());
            if (bytes.size() == PAYLOAD.length) {
                received.complete(bytes.toByteArray());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            received.completeExceptionally(cause);
            context.close();
        }
    }
}
