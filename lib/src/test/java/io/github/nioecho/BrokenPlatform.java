package io.github.nioecho;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Breaks the JDK's own implementation from within, in a {@link ChildJvm} that is started with
 * {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}: no client can make {@code epoll_ctl} fail
 * or memory run out at a chosen instruction. Prints what a bare channel does and what the server
 * does, a line each; or {@code unknown} if this JDK has no such fields.
 */
final class BrokenPlatform {

    static final String JVM_OPTION = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private BrokenPlatform() {
    }

    /** The argument is {@code epoll} or {@code accept}. */
    public static void main(String[] args) throws Exception {
        try {
            if (args[0].equals("epoll")) {
                failEpollUnderBareChannel();
                failEpollUnderServer();
            } else {
                failAcceptUnderBareChannel();
                failAcceptUnderServer();
            }
        } catch (ReflectiveOperationException | RuntimeException unknownJdk) {
            System.out.println("unknown: " + unknownJdk);
        }
        while (System.in.read() >= 0) {
            // Until the test has read the lines.
        }
        System.exit(0);
    }

    /** The handler of one read is told of two failures. */
    private static void failEpollUnderBareChannel() throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
        AsynchronousServerSocketChannel listener =
                AsynchronousServerSocketChannel.open(group).bind(ANY);
        StringBuffer failures = new StringBuffer();
        CountDownLatch two = new CountDownLatch(2);
        CompletionHandler<Integer, Void> reader = new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Void unused) {
                failures.append(" completed");
            }

            @Override
            public void failed(Throwable failure, Void unused) {
                failures.append(' ').append(failure.getClass().getSimpleName());
                two.countDown();
            }
        };
        // All on the group's thread, which must not wait for epoll meanwhile.
        listener.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel channel, Void unused) {
                sneakily(() -> {
                    Object epoll = breakEpoll(group);
                    channel.read(ByteBuffer.allocate(1), null, reader);
                    repairEpoll(group, epoll);
                    return null;
                });
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void failed(Throwable failure, Void unused) {
                failures.append(" not accepted");
            }
        });
        Socket client = Clients.connect((InetSocketAddress) listener.getLocalAddress());
        two.await(5, TimeUnit.SECONDS);
        System.out.println("one read:" + failures);
        client.close();
        group.shutdownNow();
    }

    private static void failEpollUnderServer() throws Exception {
        FaultyProvider provider = new FaultyProvider();
        StringBuffer told = new StringBuffer();
        Object[] epoll = new Object[1];
        EchoObserver observer = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                if (chunk.get(0) == 'x') {
                    epoll[0] = sneakily(() -> breakEpoll(provider.groups.get(0)));
                }
            }

            @Override
            public void closed(ConnectionInfo connection, CloseReason reason, long in, long out) {
                told.append(' ').append(reason);
                if (reason == CloseReason.INTERNAL_ERROR) {
                    sneakily(() -> {
                        repairEpoll(provider.groups.get(0), epoll[0]);
                        return null;
                    });
                }
            }
        };
        try (EchoServer server =
                EchoServer.builder().provider(provider).observer(observer).start()) {
            try (Socket client = Clients.connect(server.address())) {
                Clients.assertEchoes(client, new byte[] {'x'});
                client.getInputStream().read();
            }
            try (Socket one = Clients.connect(server.address());
                    Socket two = Clients.connect(server.address())) {
                Clients.assertEchoes(one, new byte[] {1});
                Clients.assertEchoes(two, new byte[] {2});
                Clients.assertEchoesToTheEnd(one, new byte[] {3});
                Clients.assertEchoesToTheEnd(two, new byte[] {4});
            }
            Clients.await("all have ended", () -> server.metrics().openConnections() == 0);
        }
        System.out.println("server:" + told);
    }

    /** An error while the JDK makes the channel of an accepted descriptor. */
    private static void failAcceptUnderBareChannel() throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
        AsynchronousServerSocketChannel listener =
                AsynchronousServerSocketChannel.open(group).bind(ANY);
        StringBuffer failures = new StringBuffer();
        CountDownLatch failed = new CountDownLatch(1);
        Clients.connect((InetSocketAddress) listener.getLocalAddress()).close();
        listener.accept().get().close();
        breakRegistration(group, 1);
        ProcessState before = ProcessState.now();
        Clients.connect((InetSocketAddress) listener.getLocalAddress()).close();
        listener.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel channel, Void unused) {
                failures.append(" completed");
                failed.countDown();
            }

            @Override
            public void failed(Throwable failure, Void unused) {
                failures.append(' ').append(failure.getClass().getSimpleName());
                failed.countDown();
            }
        });
        failed.await(10, TimeUnit.SECONDS);
        int leaked = ProcessState.now().descriptors().size() - before.descriptors().size();
        System.out.println("one accept:" + failures + ", descriptors leaked: " + leaked);
        listener.close();
        group.shutdownNow();
    }

    private static void failAcceptUnderServer() throws Exception {
        FaultyProvider provider = new FaultyProvider();
        Recorder recorder = new Recorder();
        try (EchoServer server =
                EchoServer.builder().provider(provider).observer(recorder).start()) {
            try (Socket first = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(first, new byte[] {1});
            }
            breakRegistration(provider.groups.get(0), 3);
            for (int i = 0; i < 3; i++) {
                int failures = i + 1;
                Clients.connect(server.address()).close();
                Clients.await("it is reported",
                        () -> server.metrics().acceptFailures() == failures);
            }
            try (Socket last = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(last, new byte[] {2});
            }
            System.out.println("server: " + recorder.pauses);
        }
    }

    /** Gives the port an invalid descriptor of epoll, so that the next startPoll throws. */
    private static Object breakEpoll(AsynchronousChannelGroup group)
            throws ReflectiveOperationException {
        Field field = field(group.getClass(), "epfd");
        Object epoll = field.get(group);
        field.set(group, -1);
        return epoll;
    }

    private static void repairEpoll(AsynchronousChannelGroup group, Object epoll)
            throws ReflectiveOperationException {
        field(group.getClass(), "epfd").set(group, epoll);
    }

    /** Lets the group run out of memory when it registers its next channels. */
    private static void breakRegistration(AsynchronousChannelGroup group, int times)
            throws ReflectiveOperationException {
        Field field = field(group.getClass().getSuperclass(), "fdToChannel");
        AtomicInteger left = new AtomicInteger(times);
        HashMap<Object, Object> failing = new HashMap<>((HashMap<?, ?>) field.get(group)) {
            private static final long serialVersionUID = 1;

            @Override
            public Object put(Object key, Object value) {
                if (left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("thrown by a test");
                }
                return super.put(key, value);
            }
        };
        field.set(group, failing);
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private interface Reflective<T> {
        T run() throws ReflectiveOperationException;
    }

    private static <T> T sneakily(Reflective<T> task) {
        try {
            return task.run();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
