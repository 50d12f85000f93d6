package io.github.nioecho.bench.server;

import io.github.nioecho.bench.load.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main class of a server process that must not pass for a good one. Its first argument says
 * what is wrong with it: {@code slow} burns CPU for each chunk, {@code corrupt} changes one byte in
 * a million, {@code die} exits in the middle of the load. Otherwise it echoes, each connection on a
 * thread of its own.
 */
public final class DishonestServer {

    private static final long BURNT_NANOS = 1_000_000;
    private static final long BYTES_PER_WRONG_ONE = 1_000_000;
    private static final long CHUNKS_BEFORE_DEATH = 100;
    private static final int EXIT_CODE = 7;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String fault;
    private final AtomicLong chunks = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private DishonestServer(String fault) {
        this.fault = fault;
    }

    /** Gives the options for {@link ServerProcess} that put this class in the launcher's place. */
    public static List<String> jvmArgs(String fault) {
        return List.of(DishonestServer.class.getName(), fault);
    }

    public static void main(String[] args) throws IOException {
        DishonestServer server = new DishonestServer(args[0]);
        try (ScriptedServer listener = new ScriptedServer(server::echo)) {
            System.out.println(Listening.format(listener.address()));
            new ServerControl().answer(System.in, System.out);
        }
    }

    private void echo(int connection, Socket socket, InputStream in, OutputStream out)
            throws IOException {
        byte[] buffer = new byte[1024];
        socket.setTcpNoDelay(true);
        try (socket) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                misbehave(buffer, count);
                out.write(buffer, 0, count);
            }
        }
    }

    private void misbehave(byte[] buffer, int count) {
        switch (fault) {
            case "slow" -> burn();
            case "corrupt" -> {
                long before = bytes.getAndAdd(count);
                if ((before + count) / BYTES_PER_WRONG_ONE > before / BYTES_PER_WRONG_ONE) {
                    buffer[count - 1] ^= 1;
                }
            }
            case "die" -> {
                if (chunks.incrementAndGet() > CHUNKS_BEFORE_DEATH) {
                    System.err.println("dishonest: out of luck");
                    System.exit(EXIT_CODE);
                }
            }
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private static void burn() {
        long end = THREADS.getCurrentThreadCpuTime() + BURNT_NANOS;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }
}
