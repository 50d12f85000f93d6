package io.github.nioecho.channels;

import java.util.concurrent.ThreadFactory;

/** The threads that no caller brings. */
final class DefaultThreads {

    private static final String FACTORY = "java.nio.channels.DefaultThreadPool.threadFactory";

    private DefaultThreads() {
    }

    /** Makes a thread that waits for the kernel, which need not keep the JVM alive. */
    static Thread daemon(Runnable task) {
        Thread thread = new Thread(null, task, "nioecho-channels", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns what makes the default group's threads: the one of the system property, if set. */
    static ThreadFactory factory() {
        String name = System.getProperty(FACTORY);
        if (name == null) {
            return DefaultThreads::daemon;
        }
        try {
            return (ThreadFactory) Class.forName(name, true, ClassLoader.getSystemClassLoader())
                    .getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new Error(FACTORY + " must name a ThreadFactory with a public constructor without"
                    + " parameters, was " + name, e);
        }
    }
}
