package io.github.nioecho.channels;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** An engine on a selector that fails when it is told to. */
final class FailingEngine implements Engine {

    /** A provider of such engines, and of no listeners. */
    static final class Provider extends LoopProvider {

        /** What the next one to begin throws, and the next one that has waited. */
        final AtomicReference<Throwable> onBegin = new AtomicReference<>();
        final AtomicReference<Throwable> onWait = new AtomicReference<>();

        @Override
        Engine openEngine() throws IOException {
            return new FailingEngine(this);
        }
    }

    private final Provider provider;
    private final SelectorEngine engine = new SelectorEngine();

    private FailingEngine(Provider provider) throws IOException {
        this.provider = provider;
    }

    @Override
    public void begin() throws IOException {
        fail(provider.onBegin);
        engine.begin();
    }

    @Override
    public void await(long nanos, Loop loop) throws IOException {
        engine.await(nanos, loop);
        fail(provider.onWait);
    }

    @Override
    public void wakeup() {
        engine.wakeup();
    }

    @Override
    public void close() {
        engine.close();
    }

    @Override
    public StreamSocket openStream() throws IOException {
        return engine.openStream();
    }

    @Override
    public ListenerSocket openListener() throws IOException {
        return engine.openListener();
    }

    private static void fail(AtomicReference<Throwable> failure) throws IOException {
        Throwable due = failure.getAndSet(null);
        if (due instanceof Error error) {
            throw error;
        }
        if (due instanceof RuntimeException exception) {
            throw exception;
        }
        if (due != null) {
            throw (IOException) due;
        }
    }
}
