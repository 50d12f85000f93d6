package io.github.nioecho;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps what each connection receives, up to a bound, and tells another observer. Without a
 * recording there is none, and an echo does not come by here. Safe for use by several threads.
 */
final class RecordingObserver implements EchoObserver {

    /** A bound, as a server may live long: with no more than that much an old one goes. */
    static final int MAX_RECORDINGS = 10_000;

    private final int maxBytesPerConnection;
    private final EchoObserver next;

    /** Whoever adds one too many removes the one with the lowest number. */
    private final NavigableMap<Long, Track> tracks = new ConcurrentSkipListMap<>();
    private final AtomicLong opened = new AtomicLong();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    RecordingObserver(int maxBytesPerConnection, EchoObserver next) {
        this.maxBytesPerConnection = maxBytesPerConnection;
        this.next = next;
    }

    /** Returns what was received so far, in the order in which the connections were accepted. */
    List<EchoRecording> recordings() {
        return tracks.values().stream().map(Track::recording).toList();
    }

    /** Connections told of so far. */
    long connections() {
        return opened.get() + refused.sum();
    }

    /** Recordings that had to go. */
    long dropped() {
        return Math.max(0, opened.get() - MAX_RECORDINGS);
    }

    /** Bytes told of so far. */
    long bytes() {
        return bytes.sum();
    }

    @Override
    public void opened(ConnectionInfo connection) {
        tracks.put(connection.id(), new Track(connection, maxBytesPerConnection));
        if (opened.incrementAndGet() > MAX_RECORDINGS) {
            tracks.pollFirstEntry();
        }
        next.opened(connection);
    }

    @Override
    public void refused(ConnectionInfo connection) {
        refused.increment();
        next.refused(connection);
    }

    @Override
    public void received(ConnectionInfo connection, ByteBuffer chunk) {
        Track track = tracks.get(connection.id());
        if (track != null) {
            track.add(chunk.duplicate());
        }
        bytes.add(chunk.remaining());
        next.received(connection, chunk);
    }

    @Override
    public void closed(
            ConnectionInfo connection, CloseReason reason, long bytesReceived, long bytesSent) {
        next.closed(connection, reason, bytesReceived, bytesSent);
    }

    @Override
    public void acceptFailed(Throwable failure, Duration pause) {
        next.acceptFailed(failure, pause);
    }

    /** What one connection has received. */
    private static final class Track {

        private final ConnectionInfo connection;
        private final int maxBytes;

        // Guarded by this.
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean truncated;

        Track(ConnectionInfo connection, int maxBytes) {
            this.connection = connection;
            this.maxBytes = maxBytes;
        }

        synchronized void add(ByteBuffer chunk) {
            byte[] more = new byte[Math.min(chunk.remaining(), maxBytes - kept.size())];
            chunk.get(more);
            kept.writeBytes(more);
            truncated |= chunk.hasRemaining();
        }

        synchronized EchoRecording recording() {
            return new EchoRecording(connection, kept.toByteArray(), truncated);
        }
    }
}
