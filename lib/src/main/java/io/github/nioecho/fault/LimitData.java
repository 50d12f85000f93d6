package io.github.nioecho.fault;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * See {@link EchoFault#limitData}. To close with unread input would send a reset, hence the reading
 * on.
 */
record LimitData(long bytes) implements EchoFault {

    LimitData {
        Bounds.requireAtLeast("bytes of limitData", bytes, 0);
    }

    @Override
    public AsynchronousSocketChannel apply(
            AsynchronousSocketChannel accepted,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        return new FaultyChannel(accepted, timer) {

            @Override
            void onRead(Operation<?> read) {
                if (bytes == 0 && received() == 0) {
                    endWhenSent();
                }
                read.proceed();
            }

            @Override
            void onWrite(Operation<?> write) {
                if (sent() < bytes) {
                    write.proceed(bytes - sent());
                } else {
                    write.drop();
                }
            }

            @Override
            void onWritten(int count) {
                if (sent() >= bytes) {
                    endWhenSent();
                }
            }

            private void endWhenSent() {
                whenSent(this::end);
            }

            /** Not through the other faults, for which it would be the server's stop. */
            private void end() {
                try {
                    socket().shutdownOutput();
                } catch (IOException expected) {
                    // Closed or broken, as the next read will find out.
                }
            }
        };
    }
}
