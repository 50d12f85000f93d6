package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * See {@link EchoFault#timeout}. To read on makes the fault end with its client: a server that does
 * not read cannot see that one go.
 */
record Timeout(long afterBytes) implements EchoFault {

    Timeout {
        Bounds.requireAtLeast("afterBytes of timeout", afterBytes, 0);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {
            @Override
            void onWrite(Operation<?> write) {
                if (sent() < afterBytes) {
                    write.proceed(afterBytes - sent());
                } else {
                    write.drop();
                }
            }
        };
    }
}
