package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits with a {@link Selector}. */
final class SelectorEngine implements Engine {

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;

    /**
     * The sockets that are ready and not served yet. They are served when the select has returned,
     * so that a handler can have {@link #deregister another one}. The loop's.
     */
    private final Queue<SelectedSocket<?>> ready = new ArrayDeque<>();

    /** What a key is handed to when its socket is ready; made once. */
    private final Consumer<SelectionKey> selected = key -> {
        SelectedSocket<?> socket = (SelectedSocket<?>) key.attachment();
        if (!socket.listed) {
            ready.add(socket);
            socket.listed = true;
        }
    };

    SelectorEngine() throws IOException {
        selector = Selector.open();
    }

    Selector selector() {
        return selector;
    }

    @Override
    public void begin() {
        // A selector is anybody's.
    }

    @Override
    public void await(long nanos, Loop loop) throws IOException {
        if (nanos == 0 || !ready.isEmpty()) {
            selector.selectNow(selected);
        } else {
            // Rounded up, and 0 would be for ever.
            selector.select(selected, nanos < 0 ? 0 : (nanos - 1) / NANOS_PER_MILLI + 1);
        }
        loop.awake();
        for (SelectedSocket<?> each = ready.poll(); each != null; each = ready.poll()) {
            each.selected();
        }
    }

    /**
     * Has the selector forget a socket. As long as it knows one, {@code close} ends the sending
     * side only and the descriptor lives on until the next select: a listener would keep its
     * address, and a peer that has sent what nobody read would meet the end before the reset.
     * Selecting once costs less than what {@code close} would do.
     */
    void deregister(SelectionKey key) throws IOException {
        key.cancel();
        selector.selectNow(selected);
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException expected) {
            // Its descriptors are gone all the same.
        }
    }

    @Override
    public StreamSocket openStream() throws IOException {
        return SelectorSocket.open(this);
    }

    @Override
    public ListenerSocket openListener() throws IOException {
        return SelectorListener.open(this);
    }
}
