package io.github.nioecho.channels.difference;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;

/** Reads or writes until a count is reached. */
final class Pump implements CompletionHandler<Integer, Object> {

    private final Link link;
    private final boolean writes;
    private final int count;
    private final int chunk;
    private final long start;
    private final CountDownLatch ends;
    private final ByteBuffer buffer;
    private volatile int moved;
    private volatile String wrong = "";

    Pump(Link link, boolean writes, int chunk, int count, long start, CountDownLatch ends) {
        this.link = link;
        this.writes = writes;
        this.chunk = chunk;
        this.count = count;
        this.start = start;
        this.ends = ends;
        buffer = chunk % 2 == 0 ? ByteBuffer.allocate(chunk) : ByteBuffer.allocateDirect(chunk);
    }

    void next() {
        buffer.clear().limit(Math.min(chunk, count - moved));
        if (writes) {
            for (int i = 0; i < buffer.limit(); i++) {
                buffer.put(i, Buffers.at(start + moved + i));
            }
            link.channel.write(buffer, this, this);
        } else {
            link.channel.read(buffer, this, this);
        }
    }

    @Override
    public void completed(Integer result, Object attachment) {
        if (result <= 0 || result != buffer.position()) {
            wrong = " WRONG " + result;
            ends.countDown();
            return;
        }
        for (int i = 0; i < result && !writes; i++) {
            if (buffer.get(i) != Buffers.at(start + moved + i)) {
                wrong = " WRONG BYTES";
            }
        }
        moved += result;
        if (moved < count) {
            try {
                next();
            } catch (RuntimeException e) {
                wrong = " throws " + e;
                ends.countDown();
            }
        } else {
            ends.countDown();
        }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
        wrong = ' ' + StepPlayer.failure(failure);
        ends.countDown();
    }

    @Override
    public String toString() {
        return (writes ? ", writes " : ", reads ") + moved + wrong;
    }
}
