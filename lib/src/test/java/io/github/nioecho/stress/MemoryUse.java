package io.github.nioecho.stress;

import io.github.nioecho.ProcessState;
import java.lang.management.ManagementFactory;

/**
 * The memory of this process that is in use and cannot be freed.
 *
 * @param heapBytes all objects
 * @param directBytes all direct buffers: the servers', and those in which the JDK's sockets copy
 */
record MemoryUse(long heapBytes, long directBytes) {

    private static final int COLLECTIONS = 5;

    /** The least of some collections: the first may only enqueue what the next ones free. */
    static MemoryUse afterCollection() {
        long leastHeap = Long.MAX_VALUE;
        long leastDirect = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            leastHeap = Math.min(leastHeap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            leastDirect = Math.min(leastDirect, ProcessState.directBytes());
        }
        return new MemoryUse(leastHeap, leastDirect);
    }

    MemoryUse minus(MemoryUse earlier) {
        return new MemoryUse(heapBytes - earlier.heapBytes, directBytes - earlier.directBytes);
    }
}
