package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardedObserverTest {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7);

    @Test
    void callsTheObserverThoughTheRecordingFails() {
        Recorder recorder = new Recorder();
        GuardedObserver guarded = new GuardedObserver(recorder, failing());
        ConnectionInfo connection = new ConnectionInfo(1, ADDRESS, ADDRESS);

        guarded.started(ADDRESS);
        guarded.opened(connection);
        guarded.closed(connection, CloseReason.RESET, 5, 4);
        guarded.acceptFailed(new Exception("Too many open files"), Duration.ofMillis(10));
        guarded.stopped(ADDRESS);

        assertEquals(List.of("opened 1", "closed 1"), recorder.calls);
        assertEquals(List.of(Duration.ofMillis(10)), recorder.pauses);
        assertEquals(0, guarded.failures(), "an observer is not to blame for a recording");
    }

    private static FlightEvents failing() {
        return new FlightEvents() {
            @Override
            void started(SocketAddress address) {
                throw new OutOfMemoryError("started");
            }

            @Override
            void stopped(SocketAddress address) {
                throw new OutOfMemoryError("stopped");
            }

            @Override
            void opened(ConnectionInfo connection) {
                throw new OutOfMemoryError("opened");
            }

            @Override
            void closed(ConnectionInfo connection, CloseReason reason, long received, long sent) {
                throw new OutOfMemoryError("closed");
            }

            @Override
            void acceptFailed(Throwable failure, Duration pause) {
                throw new OutOfMemoryError("acceptFailed");
            }
        };
    }
}
