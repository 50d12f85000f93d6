package io.github.nioecho.bench.server;

import io.github.nioecho.bench.Launcher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of a server process that goes wrong once it was asked for its cost three times:
 * that is in the second iteration of a benchmark. Its first argument says how: {@code corrupt} or
 * {@code die}. It stands in for the blocking variant; as any other it serves properly.
 */
public final class FaultyServer {

    private static final int COSTS_BEFORE_FAULT = 3;

    private static volatile boolean faulty;

    private FaultyServer() {
    }

    /** Gives the options for {@link ServerProcess} that put this class in the launcher's place. */
    public static List<String> jvmArgs(String fault) {
        return List.of(FaultyServer.class.getName(), fault);
    }

    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        if (!arguments.contains(ServerVariant.BLOCKING.label())) {
            Launcher.main(arguments.subList(2, args.length).toArray(new String[0]));
            return;
        }
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(
                    Listening.format((InetSocketAddress) listener.getLocalSocketAddress()));
            daemon(() -> acceptAll(listener, args[0]));
            ServerControl control = new ServerControl();
            int costs = 0;
            for (int b = System.in.read(); b >= 0; b = System.in.read()) {
                if (b == '\n') {
                    costs++;
                    faulty = costs >= COSTS_BEFORE_FAULT;
                    control.answer(request(), System.out);
                }
            }
        }
    }

    private static InputStream request() {
        return new ByteArrayInputStream(
                (ServerControl.COST + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void acceptAll(ServerSocket listener, String fault) {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> echo(socket, fault));
            }
        } catch (IOException expected) {
            // The end of the test closes the listener.
        }
    }

    private static void echo(Socket socket, String fault) {
        byte[] buffer = new byte[1024];
        try (socket; InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (faulty && fault.equals("corrupt")) {
                    buffer[0] ^= 1;
                } else if (faulty) {
                    System.err.println("faulty: out of luck");
                    System.exit(7);
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
