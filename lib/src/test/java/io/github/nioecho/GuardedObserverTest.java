package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
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
        return (FlightEvents) Proxy.newProxyInstance(
                FlightEvents.class.getClassLoader(),
                new Class<?>[] {FlightEvents.class},
                (proxy, method, arguments) -> {
                    throw new OutOfMemoryError(method.getName());
                });
    }
}
