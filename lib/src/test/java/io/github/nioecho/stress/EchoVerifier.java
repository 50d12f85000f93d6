package io.github.nioecho.stress;

import java.nio.ByteBuffer;

/** Compares what one client receives with what it sends. For use by one thread. */
final class EchoVerifier {

    private final Content content;
    private final long start;
    private final long sizeBytes;
    private long count;
    private boolean receivedNothing = true;

    EchoVerifier(Content content, ClientPlan plan) {
        this.content = content;
        this.start = plan.contentStart();
        this.sizeBytes = plan.sizeBytes();
    }

    /** Returns how many bytes came in and were right. */
    long count() {
        return count;
    }

    /** Returns whether no byte came in, right or wrong. */
    boolean receivedNothing() {
        return receivedNothing;
    }

    /** Takes what one read returned. */
    void received(byte[] chunk, int length) throws EchoViolation {
        received(content.mismatch(start + count, chunk, length), length);
    }

    /** Takes what one read returned: what remains of the chunk. */
    void received(ByteBuffer chunk) throws EchoViolation {
        received(content.mismatch(start + count, chunk), chunk.remaining());
    }

    /** Takes the end of the stream, where all that was sent is due before it. */
    void ended() throws EchoViolation {
        if (count < sizeBytes) {
            throw new EchoViolation("end of stream after " + count + " bytes of " + sizeBytes);
        }
    }

    private void received(int wrong, int length) throws EchoViolation {
        receivedNothing = false;
        if (wrong >= 0) {
            throw new EchoViolation("wrong byte at " + (count + wrong) + " of " + sizeBytes);
        }
        if (count + length > sizeBytes) {
            throw new EchoViolation((count + length) + " bytes echoed of " + sizeBytes + " sent");
        }
        count += length;
    }
}
