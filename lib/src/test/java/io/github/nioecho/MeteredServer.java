package io.github.nioecho;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/**
 * An echo server to run in a {@link ChildJvm}, of one event loop. The arguments are its {@link Kind}
 * and its buffer size in bytes. Prints its port, and for each line of input how many bytes of objects
 * its threads have made so far, as soon as the loop waits for events.
 */
final class MeteredServer {

    /** The {@linkplain BareEchoServer least that echoes}, or our server, with an observer or not. */
    enum Kind { BARE, UNOBSERVED, OBSERVED }

    private static final ThreadMXBean METER =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private MeteredServer() {
    }

    public static void main(String[] args) throws IOException {
        Kind kind = Kind.valueOf(args[0]);
        int bufferBytes = Integer.parseInt(args[1]);
        Collection<Thread> threads = new ConcurrentLinkedQueue<>();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        };
        if (kind == Kind.BARE) {
            try (BareEchoServer server = new BareEchoServer(bufferBytes, factory)) {
                serve(server.port(), threads);
            }
            return;
        }
        EchoServerBuilder builder =
                EchoServer.builder().bufferSize(bufferBytes).threadFactory(factory);
        if (kind == Kind.OBSERVED) {
            builder.observer(new EchoObserver() { });
        }
        try (EchoServer server = builder.start()) {
            serve(server.port(), threads);
        }
    }

    private static void serve(int port, Collection<Thread> threads) throws IOException {
        System.out.println(port);
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            while (threads.stream().noneMatch(MeteredServer::polls)) {
                Thread.yield();
            }
            System.out.println(threads.stream()
                    .mapToLong(thread -> METER.getThreadAllocatedBytes(thread.getId())).sum());
        }
    }

    private static boolean polls(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().equals("sun.nio.ch.EPoll")
                && stack[0].getMethodName().equals("wait");
    }
}
