#!/usr/bin/env bash
# smart-socket 1.8.4 (aio-core): a read never times out, and with the provider's low-memory mode it
# completes with -2 at once.
#
# Guess:     read(buffer, 100 ms) of a silent client fails with an InterruptedByTimeoutException, as
#            the JDK has it, and no read gives less than -1.
# Behaviour: the timeout is taken and forgotten. Where the provider was made with true, the handler
#            is told -2 before anything has arrived, then -3 when something has, and the buffer stays
#            empty: whoever takes any negative count for the end hangs up on every client.
# Output:    silent: JDK InterruptedByTimeoutException, smart-socket nothing, low memory completed -2
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
        System.out.println("silent: JDK " + read(AsynchronousChannelProvider.provider())
                + ", smart-socket " + read(new EnhanceAsynchronousChannelProvider(false))
                + ", low memory " + read(new EnhanceAsynchronousChannelProvider(true)));
        System.exit(0);
    }

    /** Returns what a read of 100 ms has told after two seconds. */
    static String read(AsynchronousChannelProvider provider) throws Exception {
        AsynchronousServerSocketChannel listener = provider
                .openAsynchronousServerSocketChannel(
                        provider.openAsynchronousChannelGroup(1, Thread::new))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        CompletableFuture<String> read = new CompletableFuture<>();
        listener.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            public void completed(AsynchronousSocketChannel channel, Void unused) {
                channel.read(ByteBuffer.allocate(16), 100, TimeUnit.MILLISECONDS, null,
                        handler(read));
            }

            public void failed(Throwable failure, Void unused) {
                read.completeExceptionally(failure);
            }
        });
        try (Socket silent = new Socket(address.getAddress(), address.getPort())) {
            return told(read);
        }
    }

    static <T> CompletionHandler<T, Void> handler(CompletableFuture<String> result) {
        return new CompletionHandler<>() {
            public void completed(T value, Void unused) {
                result.complete(value instanceof Integer ? "completed " + value : "completed");
            }

            public void failed(Throwable failure, Void unused) {
                result.complete(failure.getClass().getSimpleName());
            }
        };
    }

    static String told(CompletableFuture<String> result) throws Exception {
        return result.completeOnTimeout("nothing", 2, TimeUnit.SECONDS).get();
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java)
echo "$seen"
[ "$seen" = "silent: JDK InterruptedByTimeoutException, smart-socket nothing, low memory\
 completed -2" ]
