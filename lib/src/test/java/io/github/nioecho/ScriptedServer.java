package io.github.nioecho;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A plain {@code java.net} server that does to each connection what a test tells it to, on a daemon
 * thread of its own, and then closes it.
 */
public final class ScriptedServer implements AutoCloseable {

    /** What to do to a connection; a failure ends the connection only. */
    public interface Script {
        void run(Socket socket) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket();
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
    private final Script script;

    /** Starts one whose sockets have the given receive buffer; 0 keeps the system's size. */
    public ScriptedServer(int receiveBufferBytes, Script script) throws IOException {
        this.script = script;
        if (receiveBufferBytes > 0) {
            listener.setReceiveBufferSize(receiveBufferBytes);
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        newThread("scripted-accept", this::acceptAll).start();
    }

    public ScriptedServer(Script script) throws IOException {
        this(0, script);
    }

    /** Sends back what comes in, a thousand bytes at a time at most, until the client ends. */
    public static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] chunk = new byte[1000];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            out.write(chunk, 0, n);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Connections accepted whose script has not ended. */
    public int openConnections() {
        return connections.size();
    }

    /** Ends all connections, interrupting scripts that wait. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections.keySet()) {
            end(socket);
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread thread = newThread("scripted-connection", () -> serve(socket));
                connections.put(socket, thread);
                thread.start();
                if (listener.isClosed()) {
                    // Closed between accept and put, which close() cannot have seen.
                    end(socket);
                }
            }
        } catch (IOException expected) {
            // The test has closed the server.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(socket);
        } catch (IOException expected) {
            // The client went away, which some tests are about.
        } finally {
            connections.remove(socket);
        }
    }

    private void end(Socket socket) throws IOException {
        Thread thread = connections.get(socket);
        if (thread != null) {
            thread.interrupt();
        }
        socket.close();
    }

    private static Thread newThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
