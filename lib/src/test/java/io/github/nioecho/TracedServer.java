package io.github.nioecho;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * An echo server to run under strace in a {@link ChildJvm}. The argument is its buffer size in
 * bytes; a second one is how far a buffer may grow. Prints its port, and lets the kernel hold
 * connections until a line of input comes: its threads begin then.
 */
final class TracedServer {

    private TracedServer() {
    }

    public static void main(String[] args) throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        ThreadFactory heldThreads = task -> new Thread(() -> {
            try {
                begun.await();
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        EchoServerBuilder builder = args.length == 1
                ? EchoServer.builder().bufferSize(Integer.parseInt(args[0]))
                : EchoServer.builder().adaptiveBuffer(
                        Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        // The idle timeout, because it must not cost an echo anything.
        try (EchoServer server = builder.idleTimeout(Duration.ofHours(1))
                .threadFactory(heldThreads).start()) {
            System.out.println(server.port());
            while (in.readLine() != null) {
                begun.countDown();
                System.out.println("begun");
            }
            // To close the server takes its threads.
            begun.countDown();
        }
    }
}
