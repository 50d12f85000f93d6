package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class EventLoopsTest {

    private static final int CONNECTIONS = 256;

    /**
     * The kernel deals connections out by a hash of their addresses and ports ({@code
     * reuseport_select_sock}), so how many a loop gets is binomial: 128 of 256, with a standard
     * deviation of 8. One in 12 million times (8.3e-8) a loop gets fewer than 86 and the other one
     * more than twice as many. It would be too often for this test with more loops: one in 1,300
     * times with four, one in 9 with eight.
     */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the loops share a listener")
    void noLoopServesMoreThanTwiceAnothersConnections() throws Exception {
        Map<Thread, Integer> served = new ConcurrentHashMap<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                served.merge(Thread.currentThread(), 1, Integer::sum);
            }
        };
        List<Socket> clients = new ArrayList<>();
        try (EchoServer server = EchoServer.builder().eventLoops(2).observer(observer).start()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(Clients.connect(server.address()));
            }
            Clients.await("all are accepted",
                    () -> served.values().stream().mapToInt(Integer::intValue).sum()
                            == CONNECTIONS);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertEquals(2, served.size(), () -> "loops that serve: " + served);
        assertTrue(Collections.max(served.values()) <= 2 * Collections.min(served.values()),
                served::toString);
    }
}
