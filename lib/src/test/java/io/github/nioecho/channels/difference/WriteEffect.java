package io.github.nioecho.channels.difference;

import java.nio.channels.InterruptedByTimeoutException;

/** What a write has sent. */
final class WriteEffect<V extends Number> implements Operation.Effect<V> {

    private final Link link;
    private final Buffers buffers;
    private final boolean exact;

    WriteEffect(Link link, Buffers buffers, boolean exact) {
        this.link = link;
        this.buffers = buffers;
        this.exact = exact;
    }

    @Override
    public String completed(V result) {
        long count = result.longValue();
        link.peer.written += Math.max(0, count);
        if (link.peer.closed && count > 0) {
            link.peer.reset = true;
        }
        boolean moved = count == buffers.moved();
        if (!exact) {
            return "completed " + (count > 0 && moved ? "some" : result + " WRONG");
        }
        return "completed " + result + (moved ? "" : " (moved " + buffers.moved() + ')');
    }

    @Override
    public String failed(Throwable failure) {
        if (failure instanceof InterruptedByTimeoutException) {
            link.writeGivenUp = " after a timeout";
        }
        return StepPlayer.failure(failure) + " (moved " + buffers.moved() + ')';
    }
}
