package io.github.nioecho.channels;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A program that uses the default group, and says of whom that is and on which thread it runs. */
final class DefaultGroupUser {

    private DefaultGroupUser() { }

    /** Makes no daemons, unlike the default; so the program ends by itself only by its exit. */
    public static final class Factory implements ThreadFactory {

        static final String NAME = "made by the test's factory";

        /** For the JVM, which makes it by its name. */
        public Factory() { }

        @Override
        public Thread newThread(Runnable task) {
            return new Thread(task, NAME);
        }
    }

    public static void main(String[] arguments) throws Exception {
        AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        channel.connect(listener.getLocalAddress()).get(10, TimeUnit.SECONDS);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        channel.write(ByteBuffer.allocate(1), null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer count, Void attachment) {
                thread.complete(Thread.currentThread());
            }

            @Override
            public void failed(Throwable failure, Void attachment) {
                thread.completeExceptionally(failure);
            }
        });
        Thread found = thread.get(10, TimeUnit.SECONDS);
        System.out.println("provider " + channel.provider().getClass().getName());
        System.out.println("thread " + found.getName());
        System.out.println("daemon " + found.isDaemon());
        System.exit(0);
    }
}
