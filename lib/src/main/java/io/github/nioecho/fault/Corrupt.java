package io.github.nioecho.fault;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#corrupt}. */
record Corrupt(long byteIndex) implements EchoFault {

    Corrupt {
        Bounds.requireAtLeast("byteIndex of corrupt", byteIndex, 0);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {

            private boolean done;

            @Override
            void onWrite(Operation<?> write) {
                ByteBuffer bytes = write.buffer();
                long ahead = byteIndex - sent();
                if (!done && ahead < bytes.remaining()) {
                    // Once, although a short write may leave it to the next one.
                    done = true;
                    int index = bytes.position() + (int) ahead;
                    bytes.put(index, (byte) ~bytes.get(index));
                }
                write.proceed();
            }
        };
    }
}
