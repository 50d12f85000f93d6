package io.github.nioecho;

import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.TimeUnit;

/** A group without threads and channels: a test says what a shutdown does. */
final class ScriptedGroup extends AsynchronousChannelGroup {

    private final Runnable onShutdownNow;

    ScriptedGroup(Runnable onShutdownNow) {
        super(AsynchronousChannelProvider.provider());
        this.onShutdownNow = onShutdownNow;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public void shutdown() {
    }

    @Override
    public void shutdownNow() {
        onShutdownNow.run();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
