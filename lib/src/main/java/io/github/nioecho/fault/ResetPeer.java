package io.github.nioecho.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * See {@link EchoFault#resetPeer}. Reads no more than it echoes. When that has come back, a channel
 * that can be told to reset its connection does so. Of another one a single byte is read, to learn
 * that there is more, and it is closed with the rest unread.
 */
record ResetPeer(long afterBytes) implements EchoFault {

    /** For what is on its way: the rest, where a client sends byte by byte, or what came back. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    ResetPeer {
        Bounds.requireAtLeast("afterBytes of resetPeer", afterBytes, 0);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) throws IOException {
        boolean resettable = accepted.supportedOptions().contains(StandardSocketOptions.SO_LINGER)
                // A Unix domain socket takes the option, and does nothing about it.
                && accepted.getRemoteAddress() instanceof InetSocketAddress;
        return new FaultyChannel(accepted, timer) {

            private boolean resetting;

            @Override
            void onRead(Operation<?> read) {
                long leftBytes = afterBytes - received();
                if (leftBytes > 0) {
                    read.proceed(leftBytes);
                } else if (resettable) {
                    whenSent(() -> read.hold(GRACE_NANOS, () -> reset(read)));
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
                    try (AsynchronousSocketChannel closing = socket()) {
                        if (resettable) {
                            closing.setOption(StandardSocketOptions.SO_LINGER, 0);
                        }
                    } catch (IOException expected) {
                        // The descriptor is gone all the same.
                    }
                }
                read.proceed();
            }
        };
    }
}
