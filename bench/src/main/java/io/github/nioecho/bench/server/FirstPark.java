package io.github.nioecho.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a virtual thread wait for a channel, once, so that the JDK has what that takes.
 *
 * <p>The JDK opens it for the first one that waits: {@code sun.nio.ch.Poller} has several epoll
 * instances on Linux. Without a descriptor for each of them that class stays broken for as long as
 * the JVM lives, and no virtual thread can wait for a channel any more. A server that first gets
 * there once its clients have taken the last descriptors would lose every connection, so a server
 * gets there before it accepts.
 *
 * <p>To initialise that class by its name would take its name, which no specification has. To wait
 * with a timeout would prove nothing: on a busy machine it may be over before the thread has begun
 * to wait. So this thread writes what the virtual one reads, once it has seen that one wait.
 */
final class FirstPark {

    private static final long STEP_NANOS = 100_000;

    private FirstPark() {
    }

    /**
     * Returns once a virtual thread has waited for a channel.
     *
     * @throws IOException if none can, most likely for lack of descriptors
     */
    static void await() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            CompletableFuture<Integer> read = new CompletableFuture<>();
            Thread reader = Thread.ofVirtual().name("first-park").start(() -> {
                try {
                    read.complete(source.read(ByteBuffer.allocate(1)));
                } catch (Throwable e) {
                    read.completeExceptionally(e);
                }
            });
            while (reader.getState() != Thread.State.WAITING && !read.isDone()) {
                LockSupport.parkNanos(STEP_NANOS);
            }
            sink.write(ByteBuffer.allocate(1));
            read.join();
        } catch (CompletionException e) {
            throw new IOException("no virtual thread can wait for a channel", e.getCause());
        }
    }
}
