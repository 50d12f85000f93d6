package io.github.nioecho.fault;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** See {@link EchoFault#refuse}. */
record Refuse() implements EchoFault {

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        // The server counts the refusal and closes what it accepted, in this order.
        return new FaultyChannel(accepted, timer) {
            @Override
            public boolean isOpen() {
                return false;
            }
        };
    }
}
