package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is closed leaves no descriptor behind. */
@EveryProvider
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts descriptors in /proc")
class LeakTest extends ProviderTest {

    private static final int ROUNDS = 50;

    /** What the JVM may open meanwhile, for itself. */
    private static final int MARGIN = 10;

    LeakTest(Provider provider) {
        super(provider);
    }

    @Test
    void groupsLeaveNothing() throws Exception {
        use(provider.openAsynchronousChannelGroup(2, Thread::new));
        long before = descriptors();
        for (int i = 0; i < ROUNDS; i++) {
            use(provider.openAsynchronousChannelGroup(2, Thread::new));
            use(provider.openAsynchronousChannelGroup(Executors.newCachedThreadPool(), 1));
        }
        awaitDescriptors(before);
    }

    @Test
    void channelsLeaveNothing() throws Exception {
        Link used = link();
        long before = descriptors();
        for (int i = 0; i < ROUNDS; i++) {
            try (Link link = Link.open(group);
                    AsynchronousSocketChannel unconnected =
                            provider.openAsynchronousSocketChannel(group);
                    AsynchronousServerSocketChannel unbound =
                            provider.openAsynchronousServerSocketChannel(group)) {
                read(link.channel(), ByteBuffer.allocate(1));
                assertTrue(unconnected.isOpen() && unbound.isOpen());
            }
        }
        assertTrue(used.channel().isOpen());
        awaitDescriptors(before);
    }

    @Test
    void failedOperationsLeaveNothing() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.bind(ANY);
            channel().close();
            long before = descriptors();
            for (int i = 0; i < ROUNDS; i++) {
                AsynchronousSocketChannel channel = provider.openAsynchronousSocketChannel(group);
                failure(channel.connect(deaf.getLocalSocketAddress()));
                try (AsynchronousServerSocketChannel listener = listener()) {
                    listener.accept().cancel(true);
                }
            }
            awaitDescriptors(before);
        }
    }

    /** The connections that nobody has taken are the listener's. */
    @Test
    void connectionsThatNobodyAcceptedEndWithTheirListener() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        try (Socket peer = new Socket()) {
            peer.connect(listener.getLocalAddress());
            listener.close();
            int end;
            try {
                end = peer.getInputStream().read();
            } catch (IOException expected) {
                end = -1;
            }
            assertTrue(end < 0);
        }
    }

    private static void use(AsynchronousChannelGroup used) throws Exception {
        try (Link link = Link.open(used)) {
            link.channel().read(ByteBuffer.allocate(1));
            used.shutdownNow();
        }
        assertTrue(used.awaitTermination(10, TimeUnit.SECONDS));
    }

    static void awaitDescriptors(long before) throws Exception {
        long most = before + MARGIN;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        long now;
        while ((now = descriptors()) > most) {
            assertTrue(System.nanoTime() < deadline, now + " descriptors, before " + before);
            Thread.onSpinWait();
        }
    }

    static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
