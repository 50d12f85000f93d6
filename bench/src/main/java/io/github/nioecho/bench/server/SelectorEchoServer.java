package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Selector loops, each a platform thread that serves many connections.
 *
 * <p>A thread of its own accepts and deals connections out to the loops in turn. It costs an echo
 * nothing, keeps the loops alike, and a storm of connections or a pause after a failed accept holds
 * up no echo, as it would on a loop.
 */
final class SelectorEchoServer implements RunningServer {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final List<SelectorLoop> loops = new ArrayList<>();
    private final AcceptLoop acceptLoop;
    private int nextLoop; // the accepting thread only

    private SelectorEchoServer(ServerSpec spec) throws IOException {
        try {
            for (int i = 0; i < spec.threads(); i++) {
                loops.add(SelectorLoop.start("selector-echo-" + i, spec.bufferSizeBytes()));
            }
            acceptLoop = AcceptLoop.start(spec.address(), "selector-echo-accept", this::accepted);
        } catch (Throwable e) {
            closeLoops();
            throw e;
        }
    }

    static SelectorEchoServer start(ServerSpec spec) throws IOException {
        return new SelectorEchoServer(spec);
    }

    @Override
    public SocketAddress address() {
        return acceptLoop.address();
    }

    @Override
    public void close() {
        // First the thread that adds connections, so that the loops miss none.
        acceptLoop.close(CLOSE_TIMEOUT);
        closeLoops();
    }

    private void closeLoops() {
        loops.forEach(SelectorLoop::stop);
        loops.forEach(loop -> loop.awaitEnd(CLOSE_TIMEOUT));
    }

    private void accepted(SocketChannel channel) {
        loops.get(nextLoop).adopt(channel);
        nextLoop = (nextLoop + 1) % loops.size();
    }
}
