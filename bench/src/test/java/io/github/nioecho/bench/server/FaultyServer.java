package io.github.nioecho.bench.server;

import io.github.nioecho.bench.Launcher;
import io.github.nioecho.bench.load.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of a server process that goes wrong once it was asked for its cost three times:
 * that is in the second iteration of a benchmark. Its first argument says how: {@code corrupt},
 * {@code hang} or {@code die}. It stands in for the blocking variant; as any other it serves
 * properly.
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
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                echo(socket, in, out, args[0]))) {
            System.out.println(Listening.format(server.address()));
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

    private static void echo(Socket socket, InputStream in, OutputStream out, String fault)
            throws IOException {
        byte[] buffer = new byte[1024];
        try (socket) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (faulty && fault.equals("hang")) {
                    continue;
                }
                if (faulty && fault.equals("corrupt")) {
                    buffer[0] ^= 1;
                } else if (faulty) {
                    System.err.println("faulty: out of luck");
                    System.exit(7);
                }
                out.write(buffer, 0, count);
            }
        }
    }
}
