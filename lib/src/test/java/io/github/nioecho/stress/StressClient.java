package io.github.nioecho.stress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs clients, one after the other, each with plain blocking I/O as its plan says, and checks what
 * the server does. For use by one thread.
 */
final class StressClient {

    private static final int SMALL_BUFFER_BYTES = 4 << 10;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Content content;
    private final ExecutorService senders;
    private final int timeoutMillis;
    private final byte[] chunk = new byte[ClientPlan.MOST_READ_BYTES];

    /**
     * @param senders runs what clients send while they read; needs a thread for each client
     * @param timeout after how long without progress a connection counts as hung
     */
    StressClient(Content content, ExecutorService senders, Duration timeout) {
        this.content = content;
        this.senders = senders;
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /**
     * Runs one client to its end.
     *
     * @throws EchoViolation if the echo is not what was sent
     * @throws SocketTimeoutException if the server does not do what it should in time
     * @throws IOException if the connection fails where it should not
     */
    ClientOutcome run(ClientPlan plan, InetSocketAddress address)
            throws IOException, EchoViolation, InterruptedException {
        EchoVerifier verifier = new EchoVerifier(content, plan);
        if (plan.behaviour() == Behaviour.STREAM) {
            try (StreamClient stream = StreamClient.connect(address, timeoutMillis)) {
                stream.exchange(content, plan, verifier);
            }
            return new ClientOutcome(verifier.count(), false);
        }
        try (Socket socket = new Socket()) {
            if (plan.behaviour() == Behaviour.SLOW_READER
                    || plan.behaviour() == Behaviour.NEVER_READER) {
                socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
            }
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            behave(plan, socket, verifier);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException | EchoViolation e) {
            // What it looks like to be refused. Whether so many were is for the caller to check.
            if (plan.server() == ServerKind.LIMITED && verifier.receivedNothing()) {
                return new ClientOutcome(0, true);
            }
            throw e;
        }
        return new ClientOutcome(verifier.count(), false);
    }

    private void behave(ClientPlan plan, Socket socket, EchoVerifier verifier)
            throws IOException, EchoViolation, InterruptedException {
        switch (plan.behaviour()) {
            case PING_PONG -> {
                exchange(plan, socket, verifier);
                verifier.ended();
            }
            case SILENT -> fallSilent(plan, socket, verifier);
            default -> {
                Sender sender = new Sender(content, plan, socket);
                Future<Void> sending = senders.submit(sender);
                try {
                    whileSending(plan, socket, verifier, sender, sending);
                } finally {
                    // Ends the sender too, where it has not ended.
                    socket.close();
                    awaitEnd(sending);
                }
            }
        }
    }

    private void whileSending(
            ClientPlan plan,
            Socket socket,
            EchoVerifier verifier,
            Sender sender,
            Future<Void> sending) throws IOException, EchoViolation, InterruptedException {
        switch (plan.behaviour()) {
            case RESET -> {
                while (verifier.count() < plan.resetAtBytes()) {
                    if (!read(plan, socket, verifier)) {
                        verifier.ended();
                    }
                }
                socket.setSoLinger(true, 0);
            }
            case NEVER_READER -> awaitThrownOut(sending);
            default -> {
                if (plan.behaviour() == Behaviour.LATE_READER) {
                    awaitStalled(sender, sending);
                }
                readToTheEnd(plan, socket, verifier);
                verifier.ended();
                awaitSent(sending);
            }
        }
    }

    /** Sends message by message, each when the one before is back; or until the stream ends. */
    private void exchange(ClientPlan plan, Socket socket, EchoVerifier verifier)
            throws IOException, EchoViolation {
        Pace pace = new Pace(plan);
        OutputStream out = socket.getOutputStream();
        long sent = 0;
        while (sent < plan.sizeBytes()) {
            sent += content.writeTo(out, plan.contentStart() + sent,
                    Math.min(plan.writeBytes(), plan.sizeBytes() - sent));
            while (verifier.count() < sent) {
                if (!read(plan, socket, verifier)) {
                    return;
                }
            }
            pace.moved(sent);
        }
    }

    /** On a slow machine it may be idle, and ended, before it has said all: a prefix will do. */
    private void fallSilent(ClientPlan plan, Socket socket, EchoVerifier verifier)
            throws IOException, EchoViolation {
        try {
            exchange(plan, socket, verifier);
            readToTheEnd(plan, socket, verifier);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException expected) {
            // Sent something when the server had just ended it.
        }
    }

    private void readToTheEnd(ClientPlan plan, Socket socket, EchoVerifier verifier)
            throws IOException, EchoViolation {
        Pace pace = new Pace(plan);
        boolean slow = plan.behaviour() == Behaviour.SLOW_READER;
        while (read(plan, socket, verifier)) {
            if (slow) {
                pace.moved(verifier.count());
            }
        }
    }

    /** Returns false at the end of the stream. */
    private boolean read(ClientPlan plan, Socket socket, EchoVerifier verifier)
            throws IOException, EchoViolation {
        InputStream in = socket.getInputStream();
        int count = in.read(chunk, 0, plan.readBytes());
        if (count < 0) {
            return false;
        }
        verifier.received(chunk, count);
        return true;
    }

    private static void awaitStalled(Sender sender, Future<Void> sending) {
        long last = -1;
        long changedNanos = System.nanoTime();
        while (!sending.isDone() && System.nanoTime() - changedNanos < STALL_NANOS) {
            long sent = sender.sent();
            if (sent != last) {
                last = sent;
                changedNanos = System.nanoTime();
            }
            // There is no event for a stall: it is that nothing happens for some time.
            LockSupport.parkNanos(STALL_NANOS / 4);
        }
    }

    /** The server has unread input when it ends the connection, so the sender sees a reset. */
    private void awaitThrownOut(Future<Void> sending)
            throws IOException, EchoViolation, InterruptedException {
        try {
            sending.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("not ended by the idle timeout");
        } catch (ExecutionException expected) {
            return;
        }
        throw new EchoViolation("a client that never reads could send everything");
    }

    private void awaitSent(Future<Void> sending) throws IOException, InterruptedException {
        try {
            sending.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("Write timed out");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void awaitEnd(Future<Void> sending) throws InterruptedException {
        try {
            sending.get();
        } catch (ExecutionException expected) {
            // Cut short by this client, or told of before.
        }
    }
}
