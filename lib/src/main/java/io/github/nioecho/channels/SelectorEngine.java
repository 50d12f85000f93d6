package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits with a {@link Selector}. */
final class SelectorEngine implements Engine {

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;

    /** What a key is handed to when its socket is ready; made once. The loop's, as what follows. */
    private Consumer<SelectionKey> ready;

    /** What is to be done when the next select has freed the descriptors of closed sockets. */
    private List<Runnable> releases = new ArrayList<>(0);

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
        if (ready == null) {
            ready = key -> {
                loop.awake();
                ((SelectedSocket<?>) key.attachment()).selected();
            };
        }
        if (!releases.isEmpty()) {
            List<Runnable> due = releases;
            releases = new ArrayList<>(0);
            selector.selectNow(ready);
            due.forEach(Runnable::run);
        } else if (nanos == 0) {
            selector.selectNow(ready);
        } else {
            // Rounded up, and 0 would be for ever.
            selector.select(ready, nanos < 0 ? 0 : (nanos - 1) / NANOS_PER_MILLI + 1);
        }
    }

    /** Has something done when the descriptors of the sockets that are closed now are free. */
    void afterNextSelect(Runnable action) {
        releases.add(action);
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
