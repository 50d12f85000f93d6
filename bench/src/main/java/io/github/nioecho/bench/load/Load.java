package io.github.nioecho.bench.load;

import java.io.IOException;

/**
 * A load whose pace the server sets: whoever drives it asks for one round trip after the other, and
 * every echo is verified. The calling thread does all the work. No method waits for longer than
 * a server may be silent, 10 s: a load that nothing moves on fails.
 */
public interface Load extends AutoCloseable {

    /**
     * Completes exactly one more round trip, of whichever connection is first.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    void roundTrip() throws IOException;

    /**
     * Completes what is outstanding and starts no more.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    void drain() throws IOException;

    /** Returns how many round trips have been completed. */
    long completed();

    /** Closes the connections, with what is outstanding on them. */
    @Override
    void close() throws IOException;
}
