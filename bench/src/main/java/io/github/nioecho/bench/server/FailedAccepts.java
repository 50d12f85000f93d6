package io.github.nioecho.bench.server;

/**
 * Tells of the first connection that a server could not accept, on stderr: whoever measures it sees
 * silence only. Of others it tells nothing, as they would be the same, and may be millions.
 */
final class FailedAccepts {

    private final String allowed = OpenFiles.allowed();
    private boolean told; // by the thread that accepts

    /** Tells of a failure, if it is the first; used by the thread that accepts. Never throws. */
    void tell(Throwable failure) {
        if (told) {
            return;
        }
        told = true;
        try {
            System.err.println(
                    "cannot accept: " + failure + "; the server may have " + allowed);
        } catch (Throwable expected) {
            // Out of memory, perhaps. It will be tried again, told or not.
        }
    }
}
