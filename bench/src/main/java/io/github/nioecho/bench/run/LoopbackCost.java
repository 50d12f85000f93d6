package io.github.nioecho.bench.run;

import io.github.nioecho.bench.server.Processors;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * What a round trip of one byte over a TCP connection of this machine takes between two threads
 * that block: two writes, two reads, two times to wake a thread, and nothing else. No server is
 * faster.
 */
final class LoopbackCost {

    private final SocketChannel channel;
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);

    private LoopbackCost(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Returns it in ns. The calling thread is to run on the client's part.
     *
     * @param parts the other end runs on the servers'; empty if threads cannot be bound
     * @throws IOException if there is no TCP here, or threads cannot be bound after all
     */
    static double nanos(Optional<Processors> parts) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel accepted = listener.accept()) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofPlatform().daemon().name("loopback").start(() -> serve(accepted, parts));
                return CostBatches.median(new LoopbackCost(client)::roundTrip);
            }
        }
    }

    private double roundTrip() throws IOException {
        long begin = System.nanoTime();
        channel.write(one.clear());
        if (channel.read(one.clear()) < 0) {
            throw new EOFException("the other end has failed");
        }
        return System.nanoTime() - begin;
    }

    /** Echoes byte by byte, until the channel is closed on either side. */
    private static void serve(SocketChannel accepted, Optional<Processors> parts) {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        try (accepted) {
            if (parts.isPresent()) {
                parts.get().servers().bindThisThread();
            }
            while (accepted.read(one.clear()) >= 0) {
                accepted.write(one.flip());
            }
        } catch (IOException expected) {
            // The client sees the end, and says so.
        }
    }
}
