#!/usr/bin/env bash
# smart-socket 1.8.4 (aio-core): a listener that is closed takes one more client, and its pending
# accept never ends.
#
# Guess:     AsynchronousServerSocketChannel.close() refuses clients from then on, and the pending
#            accept fails with an AsynchronousCloseException, as the JDK has it.
# Behaviour: the listener's descriptor waits for the next event of its selector, so the kernel goes
#            on listening until that event comes: the next client, which sees its connect succeed.
#            The accept's handler hears nothing. Who waits for it, waits for good.
# Output:    JDK: accept AsynchronousCloseException, client refused; smart-socket: accept nothing,
#            client connects, the next one refused
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
        System.out.println("JDK: " + closed(AsynchronousChannelProvider.provider())
                + "; smart-socket: " + closed(new EnhanceAsynchronousChannelProvider(false)));
        System.exit(0);
    }

    static String closed(AsynchronousChannelProvider provider) throws Exception {
        AsynchronousServerSocketChannel listener = provider
                .openAsynchronousServerSocketChannel(
                        provider.openAsynchronousChannelGroup(1, Thread::new))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        CompletableFuture<String> accept = new CompletableFuture<>();
        listener.accept(null, handler(accept));
        Thread.sleep(300); // until it waits
        listener.close();
        String seen = "accept " + told(accept) + ", client " + connect(address);
        Thread.sleep(300); // until the selector has seen that client
        return seen.endsWith("connects") ? seen + ", the next one " + connect(address) : seen;
    }

    static String connect(InetSocketAddress address) throws Exception {
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            return "connects";
        } catch (ConnectException expected) {
            return "refused";
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
[ "$seen" = "JDK: accept AsynchronousCloseException, client refused; smart-socket: accept nothing,\
 client connects, the next one refused" ]
