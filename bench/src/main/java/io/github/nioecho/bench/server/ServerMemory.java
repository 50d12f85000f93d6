package io.github.nioecho.bench.server;

/**
 * What a server's process holds, just after a collection, or by how much that grew between two such
 * readings.
 *
 * @param residentBytes pages in physical memory, those of the heap among them whether used or not;
 *     null where the system does not tell
 * @param heapBytes objects on the heap that survived the collection
 * @param directBytes direct buffers, those that the JDK counts: memory that a library obtains past
 *     the JDK shows in {@code residentBytes} only
 */
public record ServerMemory(Long residentBytes, long heapBytes, long directBytes) {

    /** Returns the growth from {@code earlier} to this reading; negative where it shrank. */
    public ServerMemory minus(ServerMemory earlier) {
        return new ServerMemory(
                residentBytes == null || earlier.residentBytes == null
                        ? null : (Long) (residentBytes - earlier.residentBytes),
                heapBytes - earlier.heapBytes,
                directBytes - earlier.directBytes);
    }
}
