package io.github.nioecho;

/** Since when no byte of a connection has been seen to move. For the idle sweep's thread alone. */
final class IdleWatch {

    private final EchoConnection connection;

    /** What has moved when it was last looked at; -1 before. */
    private long movedBytes = -1;

    /** When it was last seen to move. */
    private long movedNanos;

    /** What the kernel held for the client since then; -1 if that is not known yet. */
    private long queuedBytes = -1;

    IdleWatch(EchoConnection connection) {
        this.connection = connection;
    }

    /** Looks at the connection, and returns for how long nothing has been seen to move. */
    long idleNanos(long nowNanos) {
        long bytes = connection.received() + connection.sent();
        if (bytes != movedBytes) {
            movedBytes = bytes;
            movedNanos = nowNanos;
            queuedBytes = -1;
        }
        return nowNanos - movedNanos;
    }

    /** Whether the client may take bytes unseen: those that the kernel holds. */
    boolean mayMoveUnseen() {
        return queuedBytes != 0;
    }

    /** Whether there are bytes that the client has not taken, as far as is known. */
    boolean hasBytesToTake() {
        return queuedBytes > 0 || connection.isWriting();
    }

    /** Takes note of what the kernel holds now: less than before is a client that has taken some. */
    void lookAtQueue(long bytes, long nowNanos) {
        if (bytes < queuedBytes) {
            movedNanos = nowNanos;
        }
        queuedBytes = bytes;
    }
}
