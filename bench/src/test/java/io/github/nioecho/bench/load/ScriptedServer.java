package io.github.nioecho.bench.load;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves each connection on a thread of its own as a script says. */
public final class ScriptedServer implements AutoCloseable {

    /** What to do with one connection. */
    public interface Script {
        void serve(int connection, Socket socket, InputStream in, OutputStream out)
                throws IOException, InterruptedException;
    }

    private final ServerSocket listener =
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public ScriptedServer(Script script) throws IOException {
        daemon(() -> {
            while (true) {
                Socket socket = listener.accept();
                int connection = sockets.size();
                sockets.add(socket);
                InputStream in = new EndsOnce(socket.getInputStream());
                daemon(() -> script.serve(connection, socket, in, socket.getOutputStream()));
            }
        });
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException expected) {
                // The end of the test closes the sockets.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells of the end of the stream once, so that no script goes round and round after it. */
    private static final class EndsOnce extends FilterInputStream {

        private boolean ended;

        EndsOnce(InputStream in) {
            super(in);
        }

        @Override
        public byte[] readNBytes(int length) throws IOException {
            if (ended) {
                throw new EOFException();
            }
            byte[] bytes = super.readNBytes(length);
            ended = bytes.length < length;
            return bytes;
        }
    }
}
