package io.github.nioecho.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/**
 * An echo server that stalls once: having got so many messages, it answers on no connection for a
 * while. What it gets meanwhile it answers afterwards.
 */
public final class StallOnce implements ScriptedServer.Script {

    private final int messageSizeBytes;
    private final int stallNanos;
    private int messagesLeft; // until the stall; guarded by this
    private long stallEndNanos; // guarded by this; 0 before the stall

    /** Makes a script for messages of one size. */
    public StallOnce(int messageSizeBytes, int messagesBefore, int stallMillis) {
        this.messageSizeBytes = messageSizeBytes;
        this.messagesLeft = messagesBefore;
        this.stallNanos = stallMillis * 1_000_000;
    }

    @Override
    public void serve(int connection, Socket socket, InputStream in, OutputStream out)
            throws IOException {
        socket.setTcpNoDelay(true);
        byte[] message = in.readNBytes(messageSizeBytes);
        while (message.length > 0) {
            passOrStall();
            out.write(message);
            message = in.readNBytes(messageSizeBytes);
        }
    }

    private void passOrStall() {
        long end = stallEnd();
        while (end != 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private synchronized long stallEnd() {
        messagesLeft--;
        if (messagesLeft == 0) {
            stallEndNanos = System.nanoTime() + stallNanos;
        }
        return stallEndNanos;
    }
}
