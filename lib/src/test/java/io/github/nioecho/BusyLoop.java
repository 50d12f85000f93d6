package io.github.nioecho;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps an event loop busy from its first connection on, until released: meanwhile it accepts
 * nothing, and the kernel's queue fills.
 */
final class BusyLoop {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Waits until the loop is busy. */
    void await() throws InterruptedException {
        entered.await();
    }

    void release() {
        released.countDown();
    }

    /** Returns the observer that does it, and that then tells another one of everything. */
    EchoObserver before(EchoObserver next) {
        return new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                entered.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                next.opened(connection);
            }

            @Override
            public void refused(ConnectionInfo connection) {
                next.refused(connection);
            }

            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                next.received(connection, chunk);
            }

            @Override
            public void closed(ConnectionInfo connection, CloseReason reason, long in, long out) {
                next.closed(connection, reason, in, out);
            }

            @Override
            public void acceptFailed(Throwable failure, Duration pause) {
                next.acceptFailed(failure, pause);
            }
        };
    }
}
