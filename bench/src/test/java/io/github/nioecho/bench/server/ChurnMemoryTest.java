package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.load.Churn;
import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What connections that come, echo once and go leave of a server's direct memory.
 *
 * <p>{@code mvn verify -Dcontract=full} lets 200,000 of them pass for each model, which takes
 * minutes, and reports the growth in bytes.
 */
@Timeout(1_800)
class ChurnMemoryTest {

    private static final int CONNECTIONS =
            "full".equals(System.getProperty("contract")) ? 200_000 : 1_000;
    private static final int BEFORE = 500;
    private static final int AT_A_TIME = 16;
    private static final int BYTES = 1_024;

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "BLOCKING", "VIRTUAL", "SELECTOR"})
    void directMemoryDoesNotGrowWithTheConnections(ServerVariant variant, TestReporter reporter)
            throws IOException {
        try (ServerProcess server = ServerProcess.start(
                        variant, ServerSpec.onLoopback(BYTES, 1),
                        List.of("-XX:TieredStopAtLevel=1")); // starts faster
                Churn load = Churn.against(server.address(), AT_A_TIME, Messages.of(BYTES), 862)) {
            run(load, BEFORE);
            ServerMemory before = server.memory();
            run(load, CONNECTIONS);
            long grownBytes = server.memory().minus(before).directBytes();

            reporter.publishEntry(variant.label(), "direct memory grew by " + grownBytes
                    + " bytes over " + CONNECTIONS + " connections");
            // A moment that had more of them open than any before may have taken another buffer.
            assertTrue(grownBytes <= AT_A_TIME * BYTES, grownBytes + " bytes");
        }
    }

    /** Has connections come and go, and waits for the last of them. */
    private static void run(Churn load, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            load.roundTrip();
        }
        load.drain();
    }
}
