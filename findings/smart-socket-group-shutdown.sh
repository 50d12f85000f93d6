#!/usr/bin/env bash
# smart-socket 1.8.4 (aio-core): a channel group that has terminated leaves its connections open.
#
# Guess:     shutdownNow() closes all channels of the group, as AsynchronousChannelGroup promises and
#            the JDK does it; once awaitTermination() is true, every client sees the end.
# Behaviour: shutdownNow() is shutdown(): the threads end, the pending read fails, and the group calls
#            itself terminated. The channel stays open; its client waits for good. Close each one.
# Output:    JDK: terminated true, channel open false, client sees end; smart-socket: terminated true,
#            channel open true, client sees nothing
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=io.github.smartboot.socket:aio-core:1.8.4 -DoutputDirectory=lib >&2

cat > Probe.java <<'JAVA'
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.*;
import org.smartboot.socket.enhance.EnhanceAsynchronousChannelProvider;

public class Probe {
    public static void main(String[] args) throws Exception {
        System.out.println("JDK: " + shutDown(AsynchronousChannelProvider.provider())
                + "; smart-socket: " + shutDown(new EnhanceAsynchronousChannelProvider(false)));
        System.exit(0);
    }

    static String shutDown(AsynchronousChannelProvider provider) throws Exception {
        AsynchronousChannelGroup group = provider.openAsynchronousChannelGroup(1, Thread::new);
        AsynchronousServerSocketChannel listener = provider
                .openAsynchronousServerSocketChannel(group)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        CompletableFuture<AsynchronousSocketChannel> accepted = new CompletableFuture<>();
        listener.accept(null, handler(accepted));
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            AsynchronousSocketChannel channel = accepted.get(5, TimeUnit.SECONDS);
            channel.read(ByteBuffer.allocate(16), null, handler(new CompletableFuture<Integer>()));
            Thread.sleep(300); // until it is registered
            group.shutdownNow();
            boolean terminated = group.awaitTermination(5, TimeUnit.SECONDS);
            client.setSoTimeout(2_000);
            return "terminated " + terminated + ", channel open " + channel.isOpen()
                    + ", client sees " + next(client);
        }
    }

    static String next(Socket client) throws Exception {
        try {
            return client.getInputStream().read() == -1 ? "end" : "a byte";
        } catch (SocketTimeoutException expected) {
            return "nothing";
        }
    }

    static <T> CompletionHandler<T, Void> handler(CompletableFuture<T> result) {
        return new CompletionHandler<>() {
            public void completed(T value, Void unused) {
                result.complete(value);
            }

            public void failed(Throwable failure, Void unused) {
                result.completeExceptionally(failure);
            }
        };
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java)
echo "$seen"
[ "$seen" = "JDK: terminated true, channel open false, client sees end; smart-socket: terminated true,\
 channel open true, client sees nothing" ]
