package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/** A server that a load runs against, and what can be learnt of it from outside. */
public interface MeasuredServer extends AutoCloseable {

    /** Returns the address to connect to; of several, the first. */
    SocketAddress address();

    /** Returns where it listens: an address for each buffer size that it was started with. */
    default List<SocketAddress> addresses() {
        return List.of(address());
    }

    /**
     * Returns the CPU time that the server has used since it started, in nanoseconds; empty if that
     * cannot be known. Where the system tells, the server does not notice.
     *
     * @throws IOException if a server that should answer does not
     */
    default Optional<Long> readCpuNanos() throws IOException {
        return readCost().map(ServerCost::cpuNanos);
    }

    /**
     * Returns what the server has used since it started; empty if that cannot be known.
     *
     * @throws IOException if a server that should answer does not
     */
    Optional<ServerCost> readCost() throws IOException;

    /**
     * Has the server collect its garbage and returns what it holds then; empty if that cannot be
     * known.
     *
     * @throws IOException if a server that should answer does not
     */
    default Optional<ServerMemory> readMemory() throws IOException {
        return Optional.empty();
    }

    /**
     * Explains why a connection to the server failed.
     *
     * @param seen what the client saw
     * @return {@code seen}, or an exception that knows more, with {@code seen} as its cause
     */
    IOException failure(IOException seen);

    /** Ends a server that was started to be measured. */
    @Override
    void close();
}
