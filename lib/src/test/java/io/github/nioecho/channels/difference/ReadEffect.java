package io.github.nioecho.channels.difference;

import java.nio.channels.InterruptedByTimeoutException;

/** What a read has brought. */
final class ReadEffect<V extends Number> implements Operation.Effect<V> {

    private final Link link;
    private final Buffers buffers;

    ReadEffect(Link link, Buffers buffers) {
        this.link = link;
        this.buffers = buffers;
    }

    @Override
    public String completed(V result) {
        long count = result.longValue();
        String text = "completed " + result + (count == -1 ? " (" : " (moved ")
                + buffers.moved() + (buffers.hold(link.peer.taken) ? ")" : ") WRONG BYTES");
        link.peer.taken += Math.max(0, count);
        return text;
    }

    @Override
    public String failed(Throwable failure) {
        if (failure instanceof InterruptedByTimeoutException) {
            link.readGivenUp = " after a timeout";
        }
        return StepPlayer.failure(failure) + " (moved " + buffers.moved() + ')';
    }
}
