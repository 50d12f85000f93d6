#!/usr/bin/env bash
# smart-socket 1.8.4 (aio-core), Linux: close() of a channel gives its descriptor back only when
# something else happens.
#
# Guess:     AsynchronousSocketChannel.close() frees the descriptor at once, as the JDK's does.
# Behaviour: a channel that has read is registered with a selector, and close() does not wake that.
#            The descriptor stays until the selector's next event, such as the bytes of another
#            client. On a quiet server that is never.
# Output:    freed by close(): JDK 1, smart-socket 0; after an event: smart-socket 1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=io.github.smartboot.socket:aio-core:1.8.4 -DoutputDirectory=lib >&2

cat > Probe.java <<'JAVA'
import java.io.File;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.*;
import org.smartboot.socket.enhance.EnhanceAsynchronousChannelProvider;

public class Probe {
    static AsynchronousServerSocketChannel listener;

    public static void main(String[] args) throws Exception {
        int[] jdk = freed(AsynchronousChannelProvider.provider());
        int[] smart = freed(new EnhanceAsynchronousChannelProvider(false));
        System.out.printf("freed by close(): JDK %d, smart-socket %d; after an event:"
                + " smart-socket %d%n", jdk[0], smart[0], smart[1]);
        System.exit(0);
    }

    static int[] freed(AsynchronousChannelProvider provider) throws Exception {
        listener = provider
                .openAsynchronousServerSocketChannel(
                        provider.openAsynchronousChannelGroup(1, Thread::new))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        Socket other = connect();
        accepted();
        try (Socket client = connect()) {
            AsynchronousSocketChannel channel = accepted();
            int before = descriptors();
            channel.close();
            Thread.sleep(2_000);
            int byClose = before - descriptors();
            other.getOutputStream().write(1);
            Thread.sleep(500);
            return new int[] {byClose, before - descriptors()};
        }
    }

    static Socket connect() throws Exception {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    /** Accepts one, which reads from then on. */
    static AsynchronousSocketChannel accepted() throws Exception {
        CompletableFuture<AsynchronousSocketChannel> accepted = new CompletableFuture<>();
        listener.accept(null, handler(accepted));
        AsynchronousSocketChannel channel = accepted.get(5, TimeUnit.SECONDS);
        channel.read(ByteBuffer.allocate(16), null, handler(new CompletableFuture<>()));
        Thread.sleep(300); // until it is registered
        return channel;
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

    static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java)
echo "$seen"
[ "$seen" = "freed by close(): JDK 1, smart-socket 0; after an event: smart-socket 1" ]
