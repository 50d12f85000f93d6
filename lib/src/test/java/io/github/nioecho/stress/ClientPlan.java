package io.github.nioecho.stress;

import java.util.SplittableRandom;

/**
 * All that is random about one client: a pure function of the seed and the client's number, so that
 * a seed plans the same run again. (When the threads get to run is not planned.)
 *
 * @param number of the client, from 0
 * @param contentStart where in the {@link Content} its bytes begin
 * @param sizeBytes what it sends, unless something ends it before
 * @param writeBytes the most that it sends at a time; the message size of a ping-pong
 * @param readBytes the most that it reads at a time
 * @param pauseNanos how long it pauses; 0 for never
 * @param pauseEveryBytes after how many bytes it pauses
 * @param resetAtBytes after how many bytes read it resets the connection
 */
record ClientPlan(
        long number,
        Behaviour behaviour,
        ServerKind server,
        long contentStart,
        long sizeBytes,
        int writeBytes,
        int readBytes,
        long pauseNanos,
        long pauseEveryBytes,
        long resetAtBytes) {

    static final int MOST_READ_BYTES = 128 << 10;

    private static final int MOST_WRITE_BYTES = 128 << 10;

    /** Any socket buffer takes so much from a client that does not read yet. */
    private static final int MOST_MESSAGE_BYTES = 16 << 10;
    private static final int MOST_WRITES = 256;

    /** More than all socket buffers of an {@link ServerKind#IDLE} connection take. */
    private static final int STALLING_BYTES = 16 << 20;

    /** A second or two. */
    private static final long STREAM_BYTES = 256 << 20;

    private static final int STREAM_CHUNK_BYTES = 512 << 10;
    private static final int MOST_SMALL_BYTES = 512 << 10;
    private static final long MOST_PAUSE_NANOS = 2_000_000;
    private static final int BULK_PERCENT = 13;

    static ClientPlan of(long seed, long number) {
        SplittableRandom random = randomOf(seed, number);
        Behaviour behaviour = Behaviour.choose(random);
        boolean bulk = behaviour == Behaviour.HALF_CLOSE && random.nextInt(100) < BULK_PERCENT;
        ServerKind server = behaviour.waitsForIdleTimeout() ? ServerKind.IDLE
                : bulk ? ServerKind.chooseBulk(random) : ServerKind.choosePatient(random);
        long size = bulk ? random.nextLong(server.mostBytes() / 3, server.mostBytes())
                : size(behaviour, server, random);
        int fewestWriteBytes = (int) (size / MOST_WRITES) + 1;
        return new ClientPlan(
                number,
                behaviour,
                server,
                random.nextLong(Content.SIZE_BYTES),
                size,
                fewestWriteBytes + (int) logUniform(random,
                        behaviour == Behaviour.PING_PONG ? MOST_MESSAGE_BYTES : MOST_WRITE_BYTES),
                fewestWriteBytes + random.nextInt(MOST_READ_BYTES - fewestWriteBytes),
                random.nextInt(4) == 0 || behaviour == Behaviour.SLOW_READER
                        ? random.nextLong(1, MOST_PAUSE_NANOS) : 0,
                size / 8 + 1,
                random.nextLong(size + 1));
    }

    private static long size(Behaviour behaviour, ServerKind server, SplittableRandom random) {
        return switch (behaviour) {
            case NEVER_READER -> STALLING_BYTES;
            case LATE_READER -> server.mostBytes() / 4;
            case PING_PONG -> smallSize(server, MOST_MESSAGE_BYTES, random);
            default -> smallSize(server, MOST_SMALL_BYTES, random);
        };
    }

    /** Returns the plan of a client that only streams. */
    static ClientPlan stream(long seed, long number) {
        SplittableRandom random = randomOf(~seed, number);
        return new ClientPlan(
                number,
                Behaviour.STREAM,
                ServerKind.chooseBulk(random),
                random.nextLong(Content.SIZE_BYTES),
                random.nextLong(STREAM_BYTES / 2, STREAM_BYTES),
                STREAM_CHUNK_BYTES,
                STREAM_CHUNK_BYTES,
                0,
                1,
                0);
    }

    /** Half of them at the edges of the server's buffer. */
    private static long smallSize(ServerKind server, int most, SplittableRandom random) {
        int buffer = server.bufferBytes();
        long[] edges = {0, 1, buffer - 1, buffer, buffer + 1, 3L * buffer};
        int choice = random.nextInt(2 * edges.length);
        return choice < edges.length
                ? edges[choice]
                : logUniform(random, Math.min(most, server.mostBytes()));
    }

    /** Returns 1 to most, each power of two as likely as the others. */
    private static long logUniform(SplittableRandom random, long most) {
        return Math.max(1, (long) StrictMath.pow(most, random.nextDouble()));
    }

    /** A generator of its own for each client; neighbouring states would be correlated. */
    private static SplittableRandom randomOf(long seed, long number) {
        long mixedSeed = new SplittableRandom(seed).nextLong();
        return new SplittableRandom(new SplittableRandom(mixedSeed + number).nextLong());
    }
}
