package io.github.nioecho;

import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The descriptors and threads of this process at one time, to show that something left none behind.
 *
 * @param descriptors open file descriptors; 0 where the platform has no {@code /proc}
 */
record ProcessState(int descriptors, int threads) {

    static ProcessState now() {
        String[] open = new File("/proc/self/fd").list();
        return new ProcessState(
                open == null ? 0 : open.length,
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** Returns the bytes of all direct buffers of this process. */
    static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst().orElseThrow().getMemoryUsed();
    }

    /** Waits until the process holds no more than in this state. */
    void awaitNoMoreThanNow() {
        try {
            Clients.await("back to " + this, () -> {
                ProcessState now = now();
                return now.descriptors <= descriptors && now.threads <= threads;
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but is " + now(), e);
        }
    }
}
