package io.github.nioecho.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A program that uses up what its argument names, {@code descriptors}, {@code lockedMemory} or
 * {@code directMemory}, and prints {@code goes on} if it does when it has some again.
 */
final class RingScarcityChild {

    private static final int SECONDS = 20;

    private final IoUringChannelProvider provider = new IoUringChannelProvider();

    private RingScarcityChild() {
    }

    public static void main(String[] arguments) throws Exception {
        RingScarcityChild child = new RingScarcityChild();
        switch (arguments[0]) {
            case "descriptors" -> child.useDescriptors();
            case "lockedMemory" -> child.useLockedMemory();
            default -> child.useDirectMemory();
        }
        System.out.println("goes on");
        System.exit(0);
    }

    private void useDescriptors() throws Exception {
        AsynchronousChannelGroup group = open();
        AsynchronousServerSocketChannel listener =
                provider.openAsynchronousServerSocketChannel(group)
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        // Twice before, as classes take descriptors to load.
        for (int i = 0; i < 3; i++) {
            boolean scarce = i == 2;
            try (Socket queued = new Socket()) {
                queued.connect(listener.getLocalAddress());
                // What was closed before has its descriptor until the loop has come to that.
                check(failure(provider.openAsynchronousSocketChannel(group)
                        .connect(new InetSocketAddress("127.0.0.1", 1))) != null);
                List<Integer> taken = scarce ? takeAllDescriptors() : List.of();
                if (scarce) {
                    check(failure(listener.accept()) instanceof IOException);
                    check(failure(listener.accept()) instanceof IOException);
                    checkFails(() -> provider.openAsynchronousSocketChannel(group));
                    checkFails(() -> provider.openAsynchronousServerSocketChannel(group));
                    checkFails(this::open);
                    check(listener.isOpen());
                } else {
                    Errno.ofOther(Errno.EMFILE);
                    Errno.ofSocket(Errno.EMFILE);
                }
                for (int descriptor : taken) {
                    Libc.close(descriptor);
                }
                try (AsynchronousSocketChannel channel =
                        listener.accept().get(SECONDS, TimeUnit.SECONDS)) {
                    queued.getOutputStream().write(42);
                    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
                    check(channel.read(buffer).get(SECONDS, TimeUnit.SECONDS) == 1);
                    check(buffer.get(0) == 42);
                }
            }
        }
    }

    private static List<Integer> takeAllDescriptors() {
        List<Integer> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(Libc.eventfd());
            }
        } catch (IOException expected) {
            return taken;
        }
    }

    private void useLockedMemory() throws Exception {
        List<AsynchronousChannelGroup> groups = new ArrayList<>();
        try {
            while (groups.size() < 1000) {
                groups.add(open());
            }
            throw new IllegalStateException("it may lock as much as it likes");
        } catch (IOException expected) {
            check(!groups.isEmpty());
            check(expected.getMessage().equals("io_uring has no memory to lock: this process may"
                    + " lock 65536 bytes (RLIMIT_MEMLOCK, ulimit -l)"));
        }
        for (AsynchronousChannelGroup group : groups) {
            group.shutdownNow();
            check(group.awaitTermination(SECONDS, TimeUnit.SECONDS));
        }
        // The kernel frees it some time after a ring has been closed.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < groups.size(); i++) {
            boolean opened = false;
            while (!opened) {
                try {
                    open();
                    opened = true;
                } catch (IOException e) {
                    check(System.nanoTime() - deadline < 0);
                }
            }
        }
    }

    /** Two heap buffers at once take two direct ones, of which there is room for one. */
    private void useDirectMemory() throws Exception {
        AsynchronousChannelGroup group = open();
        try (AsynchronousServerSocketChannel listener =
                provider.openAsynchronousServerSocketChannel(group)
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                AsynchronousSocketChannel first = connect(group, listener);
                AsynchronousSocketChannel one = listener.accept().get(SECONDS, TimeUnit.SECONDS);
                AsynchronousSocketChannel second = connect(group, listener);
                AsynchronousSocketChannel two = listener.accept().get(SECONDS, TimeUnit.SECONDS)) {
            Future<Integer> reading = first.read(ByteBuffer.allocate(10));
            for (int i = 0; i < 5; i++) {
                check(failure(second.read(ByteBuffer.allocate(10))) instanceof OutOfMemoryError);
            }
            one.write(ByteBuffer.allocateDirect(10)).get(SECONDS, TimeUnit.SECONDS);
            check(reading.get(SECONDS, TimeUnit.SECONDS) == 10);
            two.write(ByteBuffer.allocateDirect(10)).get(SECONDS, TimeUnit.SECONDS);
            check(second.read(ByteBuffer.allocate(10)).get(SECONDS, TimeUnit.SECONDS) == 10);
        }
    }

    private AsynchronousSocketChannel connect(
            AsynchronousChannelGroup group, AsynchronousServerSocketChannel listener)
            throws Exception {
        AsynchronousSocketChannel channel = provider.openAsynchronousSocketChannel(group);
        channel.connect(listener.getLocalAddress()).get(SECONDS, TimeUnit.SECONDS);
        return channel;
    }

    private AsynchronousChannelGroup open() throws IOException {
        return provider.openAsynchronousChannelGroup(1, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void checkFails(Callable<Object> attempt) throws Exception {
        try {
            throw new IllegalStateException("did not fail: " + attempt.call());
        } catch (IOException expected) {
            // As it should.
        }
    }

    private static Throwable failure(Future<?> future) throws Exception {
        try {
            throw new IllegalStateException(
                    "did not fail: " + future.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException();
        }
    }
}
