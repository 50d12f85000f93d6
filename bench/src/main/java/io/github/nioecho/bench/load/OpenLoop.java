package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * An open-loop load: messages leave by a fixed {@link Schedule} over n connections, as if from many
 * clients that know nothing of each other. The schedule advances by time, never by replies: while
 * the server stalls, further messages are sent behind the outstanding ones, and each one's response
 * time counts from when it was due. That is the time a user waits.
 *
 * <p>Message i is due on connection i mod n: every connection gets the same rate, evenly spaced,
 * and when a message is due follows from its number. Nothing is remembered of a message that waits
 * because the socket is full; of one that was sent, twelve bytes. So memory is bounded by what the
 * socket buffers hold, whatever the rate and the length.
 *
 * <p>Every echo is compared with what was sent, byte by byte. A wrong byte, a broken connection and
 * a connection that is silent for 10 s with a message outstanding all end the load with an {@link
 * IOException} that names the connection, the message and the byte.
 *
 * <p>The calling thread does all the work, through one selector. Not for use by several threads at
 * once. After an exception, or a run that left messages unanswered, only {@link #close()} makes
 * sense.
 *
 * <pre>{@code
 * try (OpenLoop load = OpenLoop.connect(server.address(), 8, Messages.of(1024), seed)) {
 *     load.run(Schedule.of(5_000, Duration.ofSeconds(2)), OpenLoop.Times.IGNORED);
 *     OpenLoopOutcome outcome = load.run(Schedule.of(5_000, Duration.ofSeconds(10)), times);
 * }
 * }</pre>
 */
public final class OpenLoop implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 16;
    private static final long NANOS_PER_MILLI = 1_000_000;
    // A timer of the kernel may be this late, by its default slack and by what waking up takes.
    private static final long TIMER_SLACK_NANOS = 100_000;

    private final MessagePool messages;
    private final long silenceTimeoutNanos;
    private final LoadConnection[] connections;
    private final long[] lastEchoNanos; // of each connection
    private final ReadyConnections ready;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

    // Messages are numbered through all runs.
    private long requested;
    private long answered;

    // Of the current run.
    private Schedule schedule;
    private Times times;
    private long startNanos;
    private long first; // number of its first message

    private OpenLoop(
            int connectionCount, Messages messages, long seed, long silenceTimeoutMillis)
            throws IOException {
        this.messages = new MessagePool(messages, seed);
        this.silenceTimeoutNanos = silenceTimeoutMillis * NANOS_PER_MILLI;
        this.ready = new ReadyConnections(connectionCount, silenceTimeoutMillis);
        this.connections = new LoadConnection[connectionCount];
        this.lastEchoNanos = new long[connectionCount];
    }

    /**
     * Connects, on TCP with {@code TCP_NODELAY}, and sends nothing yet.
     *
     * @param server where the echo server listens
     * @param connections how many connections to open, at least 1; above 10,000 to an IPv4 loopback
     *     address they come from several loopback addresses, as one may not have enough ports
     * @param messages their sizes
     * @param seed of the messages' random bytes, and of the order of their sizes
     * @return the load, for the calling thread to drive
     * @throws IOException if a connection is refused or takes longer than 10 s
     */
    public static OpenLoop connect(
            SocketAddress server, int connections, Messages messages, long seed)
            throws IOException {
        return connect(server, connections, messages, seed,
                LoadConnection.LONGEST_SILENCE_MILLIS);
    }

    /**
     * Connects as {@link #connect(SocketAddress, int, Messages, long)} does, with another patience.
     *
     * @param silenceTimeoutMillis how long a server may be silent; twice as long after the end of a
     *     run, what is not back is given up
     * @throws IOException if a connection is refused or takes longer than 10 s
     */
    public static OpenLoop connect(
            SocketAddress server,
            int connections,
            Messages messages,
            long seed,
            long silenceTimeoutMillis)
            throws IOException {
        OpenLoop load = new OpenLoop(connections, messages, seed, silenceTimeoutMillis);
        try {
            SourceAddresses sources = SourceAddresses.inBlocks(server, connections);
            for (int i = 0; i < connections; i++) {
                load.connections[i] = LoadConnection.open(
                        i, server, sources.of(i), load.ready, load.messages, load::echoed);
            }
            return load;
        } catch (Throwable e) {
            try (load) {
                throw e;
            }
        }
    }

    /**
     * Sends by the schedule and waits for the echoes, but at most until 20 s after its end: what is
     * not back by then is given up. That is twice as long as a server may be silent, so that one
     * that is slow can be told from one that has stopped.
     *
     * @param newSchedule when to send
     * @param newTimes hears of every message
     * @return what came of it
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    public OpenLoopOutcome run(Schedule newSchedule, Times newTimes) throws IOException {
        if (answered < requested) {
            throw new IllegalStateException("messages of the run before are outstanding");
        }
        schedule = newSchedule;
        times = newTimes;
        first = requested;
        startNanos = System.nanoTime();
        Arrays.fill(lastEchoNanos, startNanos);
        long lastEcho = exchange();
        long runAnswered = answered - first;
        if (runAnswered == schedule.messages()) {
            return new OpenLoopOutcome(
                    schedule, runAnswered, Math.max(lastEcho, schedule.lengthNanos()));
        }
        giveUp();
        return new OpenLoopOutcome(schedule, runAnswered, System.nanoTime() - startNanos);
    }

    /**
     * Closes the connections, with what is outstanding on them. If nothing is, the server is given
     * half a second to end them first, so that none of them counts against a limit of its any more.
     */
    @Override
    public void close() throws IOException {
        OrderlyEnd.close(connections, ready, chunk);
    }

    /** Returns how long it took; fewer than all are answered if that is the longest it may. */
    private long exchange() throws IOException {
        long end = first + schedule.messages();
        long latestNanos = schedule.lengthNanos() + 2 * silenceTimeoutNanos;
        long nextCheckNanos = silenceTimeoutNanos;
        long nowNanos = 0;
        while (answered < end && nowNanos < latestNanos) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted in an open loop");
            }
            long nextDueNanos = sendDue(nowNanos, end);
            LoadConnection connection = ready.poll();
            if (connection != null) {
                connection.advance(chunk);
            } else if (nowNanos >= nextCheckNanos) {
                checkForSilence(startNanos + nowNanos);
                nextCheckNanos = nowNanos + silenceTimeoutNanos / 10;
            } else {
                pause(Math.min(nextDueNanos, nextCheckNanos));
            }
            nowNanos = System.nanoTime() - startNanos;
        }
        return nowNanos;
    }

    /**
     * Sends what is due, but at most one message per connection, so that a sender that is late
     * still reads in between. Returns when the next is due.
     */
    private long sendDue(long nowNanos, long end) throws IOException {
        long batchEnd = Math.min(end, requested + connections.length);
        while (requested < batchEnd) {
            long dueNanos = schedule.dueNanos(requested - first);
            if (dueNanos > nowNanos) {
                return dueNanos;
            }
            connections[(int) (requested % connections.length)].send();
            requested++;
        }
        return requested < end ? schedule.dueNanos(requested - first) : Long.MAX_VALUE;
    }

    /**
     * Waits for something to do. A selector counts in milliseconds; less than that it would be
     * late or early by more than a round trip takes here. So what is less is slept away if no echo
     * can come meanwhile, down to what a timer may be late; and spun away otherwise.
     */
    private void pause(long untilNanos) throws IOException {
        long nanos = startNanos + untilNanos - System.nanoTime() - TIMER_SLACK_NANOS;
        if (nanos >= NANOS_PER_MILLI) {
            ready.await(nanos / NANOS_PER_MILLI);
        } else if (nanos > 0 && answered == requested) {
            LockSupport.parkNanos(nanos);
        } else {
            Thread.onSpinWait();
        }
    }

    private void echoed(
            LoadConnection connection, long message, int sizeBytes, long sentNanos) {
        long nowNanos = System.nanoTime();
        lastEchoNanos[connection.index()] = nowNanos;
        answered++;
        times.echoed(sizeBytes, nowNanos - startNanos - dueNanos(connection, message),
                nowNanos - sentNanos);
    }

    private long dueNanos(LoadConnection connection, long message) {
        return schedule.dueNanos(number(connection, message) - first);
    }

    private long number(LoadConnection connection, long message) {
        return message * connections.length + connection.index();
    }

    private void checkForSilence(long nowNanos) throws IOException {
        for (LoadConnection connection : connections) {
            if (connection.isBusy()) {
                long heardNanos = Math.max(
                        connection.oldestStartNanos(), lastEchoNanos[connection.index()]);
                if (nowNanos - heardNanos >= silenceTimeoutNanos) {
                    throw new SocketTimeoutException("the server has been silent for "
                            + silenceTimeoutNanos / NANOS_PER_MILLI + " ms on "
                            + connection.progress() + "; " + (requested - answered)
                            + " messages wait for their echo");
                }
            }
        }
    }

    private void giveUp() throws IOException {
        long nowNanos = System.nanoTime();
        checkForSilence(nowNanos);
        long end = first + schedule.messages();
        for (LoadConnection connection : connections) {
            long message = connection.echoed();
            while (number(connection, message) < end) {
                times.unanswered(connection.sizeBytes(message),
                        nowNanos - startNanos - dueNanos(connection, message));
                message++;
            }
        }
    }

    /** Hears of every message of a run, in the thread that drives the load. */
    public interface Times {

        /** Hears nothing. */
        Times IGNORED = new Times() {
            @Override
            public void echoed(int sizeBytes, long responseNanos, long serviceNanos) {
            }

            @Override
            public void unanswered(int sizeBytes, long waitedNanos) {
            }
        };

        /**
         * A message came back, verified.
         *
         * @param sizeBytes its size, in bytes
         * @param responseNanos time since it was due
         * @param serviceNanos time since its first write was tried; never longer
         */
        void echoed(int sizeBytes, long responseNanos, long serviceNanos);

        /**
         * A message was given up.
         *
         * @param sizeBytes its size, in bytes
         * @param waitedNanos time since it was due: its response time is longer than that
         */
        void unanswered(int sizeBytes, long waitedNanos);
    }
}
