package io.github.nioecho.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * See {@link EchoFault#resetPeer}. Reads no more than it echoes, then, when that has come back, a
 * single byte to learn that there is more, and closes with the rest unread.
 */
record ResetPeer(long afterBytes) implements EchoFault {

    /** For the rest, where a client sends byte by byte. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    ResetPeer {
        Bounds.requireAtLeast("afterBytes of resetPeer", afterBytes, 0);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {

            private boolean resetting;

            @Override
            void onRead(Operation<?> read) {
                long leftBytes = afterBytes - received();
                if (leftBytes > 0) {
                    read.proceed(leftBytes);
                } else {
                    whenSent(() -> read.resume(1));
                }
            }

            @Override
            long readableAhead() {
                return Math.min(afterBytes, super.readableAhead());
            }

            @Override
            void onReadDone(Operation<?> read, int count) {
                if (received() <= afterBytes || isEnding()) {
                    read.succeed(count);
                } else {
                    ByteBuffer unechoed = read.buffer();
                    unechoed.position(unechoed.position() - count);
                    read.hold(GRACE_NANOS, () -> reset(read));
                }
            }

            @Override
            Throwable onFailed(Throwable failure) {
                return resetting ? new IOException("reset on purpose", failure) : failure;
            }

            private void reset(Operation<?> read) {
                if (!isEnding()) {
                    resetting = true;
                    try {
                        socket().close();
                    } catch (IOException expected) {
                        // The descriptor is gone all the same.
                    }
                }
                read.proceed();
            }
        };
    }
}
