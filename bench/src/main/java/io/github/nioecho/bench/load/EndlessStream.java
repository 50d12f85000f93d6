package io.github.nioecho.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;

/**
 * One connection on which a thread of its own sends as much as the server takes, without end, and
 * the caller reads what comes back. Every byte is verified. Not for several callers at once.
 */
public final class EndlessStream implements AutoCloseable {

    /** No power of two, so that a lost or doubled buffer shows. */
    private static final int PERIOD = 251;
    private static final int BLOCK_BYTES = 256 * PERIOD;
    private static final int SILENCE_MILLIS = 10_000;

    private final Socket socket;
    private final byte[] sent = new byte[2 * BLOCK_BYTES];
    private final byte[] received = new byte[BLOCK_BYTES];
    private final InputStream in;

    /** Where in the period the next byte is. */
    private int phase;

    private EndlessStream(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i % PERIOD);
        }
        Thread sender = new Thread(this::send, "endless-sender");
        sender.setDaemon(true);
        sender.start();
    }

    /** Connects to a server on TCP, and begins to send. */
    public static EndlessStream connect(SocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server);
            socket.setSoTimeout(SILENCE_MILLIS);
            return new EndlessStream(socket);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Reads what has come back, at least one byte.
     *
     * @return how many bytes
     * @throws IOException if the connection ends, a byte is wrong, or nothing comes for 10 s
     */
    public int read() throws IOException {
        int count = in.read(received);
        if (count < 0) {
            throw new IOException("the server ended the connection");
        }
        if (!Arrays.equals(received, 0, count, sent, phase, phase + count)) {
            throw new IOException("the server sent back a wrong byte");
        }
        phase = (phase + count) % PERIOD;
        return count;
    }

    private void send() {
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(sent, 0, BLOCK_BYTES);
            }
        } catch (IOException expected) {
            // The connection has ended: the reader says so, if it was not the reader's doing.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
