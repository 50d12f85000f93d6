package io.github.nioecho.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Callable;

/** Sends all that a client has to send, on a thread of its own, while another reads. */
final class Sender implements Callable<Void> {

    private final Content content;
    private final ClientPlan plan;
    private final Socket socket;

    /** Written by the sending thread; read by one that waits for it to stall. */
    private volatile long sent;

    Sender(Content content, ClientPlan plan, Socket socket) {
        this.content = content;
        this.plan = plan;
        this.socket = socket;
    }

    /** Returns the bytes sent so far. */
    long sent() {
        return sent;
    }

    @Override
    public Void call() throws IOException {
        OutputStream out = socket.getOutputStream();
        Pace pace = new Pace(plan);
        long position = 0;
        while (position < plan.sizeBytes()) {
            position += content.writeTo(out, plan.contentStart() + position,
                    Math.min(plan.writeBytes(), plan.sizeBytes() - position));
            sent = position;
            pace.moved(position);
        }
        if (plan.behaviour() != Behaviour.RESET) {
            socket.shutdownOutput();
        }
        return null;
    }
}
