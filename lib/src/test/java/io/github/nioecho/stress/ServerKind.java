package io.github.nioecho.stress;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.SplittableRandom;

/** The servers under stress, each with options of its own. */
enum ServerKind {

    /** The default buffer: many short cycles. */
    SMALL(1024, 1, 128 << 10),

    /** A buffer for throughput. */
    LARGE(64 << 10, 1, 12 << 20),

    /** Buffers that grow for messages that are large, and shrink again. */
    ADAPTIVE(1024, 1, 12 << 20) {
        @Override
        EchoServerBuilder builder() {
            return super.builder().adaptiveBuffer(1024, 256 << 10);
        }
    },

    /** Several event loops, and more threads than this machine may have cores. */
    SHARDED(16 << 10, 3, 12 << 20),

    /** A send buffer smaller than the server's own: nearly every write is a short one. */
    TIGHT(16 << 10, 1, 256 << 10) {
        @Override
        EchoServerBuilder builder() {
            return super.builder().socketOption(StandardSocketOptions.SO_SNDBUF, 4 << 10);
        }
    },

    /** Refuses some connections: there are more clients than places. */
    LIMITED(4 << 10, 3, 256 << 10) {
        @Override
        EchoServerBuilder builder() {
            return super.builder().maxConnections(PLACES);
        }
    },

    /** Ends idle connections; small socket buffers, so that clients that do not read stall soon. */
    IDLE(1024, 1, 1024) {
        @Override
        EchoServerBuilder builder() {
            return super.builder()
                    .idleTimeout(Duration.ofMillis(200))
                    .socketOption(StandardSocketOptions.SO_SNDBUF, 16 << 10)
                    .socketOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        }
    };

    /** How many connections {@link #LIMITED} takes at a time. */
    static final int PLACES = 2;

    private static final ServerKind[] PATIENT = {SMALL, LARGE, ADAPTIVE, SHARDED, TIGHT, LIMITED};
    private static final ServerKind[] BULK = {LARGE, ADAPTIVE, SHARDED};

    private final int bufferBytes;
    private final int eventLoops;
    private final int mostBytes;

    ServerKind(int bufferBytes, int eventLoops, int mostBytes) {
        this.bufferBytes = bufferBytes;
        this.eventLoops = eventLoops;
        this.mostBytes = mostBytes;
    }

    /** Chooses one that never ends a connection by itself. */
    static ServerKind choosePatient(SplittableRandom random) {
        return PATIENT[random.nextInt(PATIENT.length)];
    }

    /** Chooses one for clients that send megabytes. */
    static ServerKind chooseBulk(SplittableRandom random) {
        return BULK[random.nextInt(BULK.length)];
    }

    int bufferBytes() {
        return bufferBytes;
    }

    /** The most that a client should send, to keep it to a second or so. */
    int mostBytes() {
        return mostBytes;
    }

    EchoServer start() throws IOException {
        return builder().start();
    }

    EchoServerBuilder builder() {
        return EchoServer.builder().bufferSize(bufferBytes).eventLoops(eventLoops);
    }
}
