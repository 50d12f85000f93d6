package io.github.nioecho.bench.connections;

import java.util.List;

/**
 * The options of a server's JVM whose memory is measured, the same for every server.
 *
 * <p>The heap has a fixed size and all its pages are resident from the start. What then grows in
 * the process lies outside of the heap, to the page; what a connection keeps inside is known to the
 * byte from what survives a collection. Were the heap to grow as it likes, its unused part would be
 * counted too: it grows by regions, of 1 to 32 MiB depending on the machine's memory, which with
 * 9,000 connections is a KiB each and says more of the machine than of the server.
 */
final class ServerJvm {

    private static final long MIB = 1 << 20;
    private static final long LEAST_MIB = 256;
    private static final long STEP_MIB = 64;

    private ServerJvm() {
    }

    /** Returns the options, with room for every connection's buffer on the heap or outside. */
    static List<String> options(int connections, int bufferSizeBytes) {
        long bufferMib = (long) connections * bufferSizeBytes / MIB;
        long sizeMib = LEAST_MIB + bufferMib / STEP_MIB * STEP_MIB;
        return List.of(
                "-Xms" + sizeMib + "m",
                "-Xmx" + sizeMib + "m",
                "-XX:MaxDirectMemorySize=" + sizeMib + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseG1GC",
                // By default the JVM warns, as of a thread that cannot be started, on stdout.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr");
    }
}
