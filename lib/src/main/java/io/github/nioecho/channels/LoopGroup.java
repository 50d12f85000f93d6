package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A group: its loops, its channels, and how it ends. Each channel is served by one loop, chosen in
 * turn. With a fixed pool the loops' threads are the pool, and call the handlers; with an executor
 * they are not, and hand every handler over.
 */
final class LoopGroup extends AsynchronousChannelGroup {

    private final ExecutorService executor;
    private final List<Loop> loops = new ArrayList<>();
    private final CountDownLatch ended;
    private final Object shutdownNowLock = new Object();

    /** Its open channels. Guarded by itself, as is all that follows. */
    private final Set<LoopChannel> channels = new HashSet<>();
    private int nextLoop;
    private boolean shutdown;
    private boolean terminating;

    private LoopGroup(LoopProvider provider, ExecutorService executor, int count) {
        super(provider);
        this.executor = executor;
        this.ended = new CountDownLatch(count);
    }

    /**
     * Opens a group and starts its threads. Whoever throws leaves nothing open.
     *
     * @param executor what calls the handlers; null if the loops' threads do
     */
    static LoopGroup open(
            LoopProvider provider, ExecutorService executor, int count, ThreadFactory factory)
            throws IOException {
        LoopGroup group = new LoopGroup(provider, executor, count);
        int started = 0;
        try {
            for (int i = 0; i < count; i++) {
                group.loops.add(new Loop(group, provider.openEngine()));
            }
            for (Loop loop : group.loops) {
                Thread thread = factory.newThread(loop);
                if (thread == null) {
                    throw new IOException("the thread factory made no thread: " + factory);
                }
                thread.start();
                started++;
            }
            return group;
        } catch (Throwable t) {
            group.giveUp(started);
            throw t;
        }
    }

    /** Returns what calls the handlers; null if the loops' threads do. */
    ExecutorService executor() {
        return executor;
    }

    /** Returns the loop for the next channel. */
    Loop nextLoop() {
        if (loops.size() == 1) {
            return loops.get(0);
        }
        synchronized (channels) {
            nextLoop = (nextLoop + 1) % loops.size();
            return loops.get(nextLoop);
        }
    }

    /**
     * Takes a channel in.
     *
     * @throws ShutdownChannelGroupException if the group is shut down
     */
    void add(LoopChannel channel) {
        synchronized (channels) {
            if (shutdown) {
                throw new ShutdownChannelGroupException();
            }
            channels.add(channel);
        }
    }

    /** Forgets a channel whose descriptor is free. */
    void remove(LoopChannel channel) {
        boolean last;
        synchronized (channels) {
            channels.remove(channel);
            last = mayTerminate();
        }
        if (last) {
            loops.forEach(Loop::end);
        }
    }

    /** Called by a loop that can wait no more: nothing in the group can go on. */
    void failed() {
        closeAll();
    }

    /** Called by each loop at its end. */
    void ended() {
        ended.countDown();
        if (ended.getCount() == 0 && executor != null) {
            executor.shutdown();
        }
    }

    @Override
    public boolean isShutdown() {
        synchronized (channels) {
            return shutdown;
        }
    }

    @Override
    public boolean isTerminated() {
        return ended.getCount() == 0 && (executor == null || executor.isTerminated());
    }

    @Override
    public void shutdown() {
        boolean empty;
        synchronized (channels) {
            shutdown = true;
            empty = mayTerminate();
        }
        if (empty) {
            loops.forEach(Loop::end);
        }
    }

    @Override
    public void shutdownNow() throws IOException {
        synchronized (shutdownNowLock) {
            closeAll();
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long deadlineNanos = Deadlines.after(unit.toNanos(timeout));
        return ended.await(timeout, unit)
                && (executor == null || executor.awaitTermination(
                        deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    private void closeAll() {
        shutdown();
        List<LoopChannel> open;
        synchronized (channels) {
            open = List.copyOf(channels);
        }
        open.forEach(LoopChannel::closeSoon);
    }

    private boolean mayTerminate() {
        if (shutdown && channels.isEmpty() && !terminating) {
            terminating = true;
            return true;
        }
        return false;
    }

    /** Ends the first threads, and closes the engines of the others. */
    private void giveUp(int started) {
        for (Loop loop : loops.subList(0, started)) {
            loop.end();
        }
        for (Loop loop : loops.subList(started, loops.size())) {
            loop.engine().close();
        }
    }

    /** A channel of a group. */
    interface LoopChannel extends AsynchronousChannel {

        /** Closes it, without waiting until that is done. */
        void closeSoon();
    }
}
