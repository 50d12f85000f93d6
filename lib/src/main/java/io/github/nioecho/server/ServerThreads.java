package io.github.nioecho.server;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes one server's threads and knows them while they run. Safe for use by several threads. */
public final class ServerThreads implements ThreadFactory {

    private static final AtomicInteger LAST_SERVER = new AtomicInteger();

    private final ThreadFactory factory;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    public ServerThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    /** Returns a factory of platform threads, no daemons, named after the server's number. */
    public static ThreadFactory byDefault() {
        return new NumberedThreads("nioecho-" + LAST_SERVER.incrementAndGet() + "-");
    }

    /** Returns whether the current thread is one of these. */
    public boolean includeCurrent() {
        return running.contains(Thread.currentThread());
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = factory.newThread(new Known(task, running));
        // Executors take a null silently and would never run a task.
        Objects.requireNonNull(thread, "threadFactory must not return null");
        if (thread.getState() != Thread.State.NEW) {
            throw new IllegalStateException(
                    "threadFactory must return a thread that has not been started, was " + thread);
        }
        return thread;
    }

    /** A task whose thread is known while it runs. */
    private record Known(Runnable task, Set<Thread> running) implements Runnable {

        @Override
        public void run() {
            running.add(Thread.currentThread());
            try {
                task.run();
            } finally {
                running.remove(Thread.currentThread());
            }
        }
    }

    private static final class NumberedThreads implements ThreadFactory {

        private final String prefix;
        private final AtomicInteger last = new AtomicInteger();

        NumberedThreads(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, prefix + last.incrementAndGet());
            thread.setDaemon(false);
            return thread;
        }
    }
}
