package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.server.Processors;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
@Timeout(60)
class MachineProbeTest {

    /** No step of an echo takes so long, however busy the machine is, as a median. */
    private static final double MOST_NANOS = 20_000_000;

    @Test
    void stepsOfAnEchoTakeTime() {
        MachineCosts costs = MachineProbe.measure();
        if (Platform.isLinux() && Platform.is64Bit()) {
            assertBetween(10, costs.systemCallNanos()); // no processor is faster
        }
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertBetween(100, costs.wakeNanos());
        } else {
            assertNull(costs.wakeNanos());
        }
        assertBetween(1_000, costs.loopbackNanos());
        assertEquals(Processors.split().isPresent(), costs.hyperthreads() != null);
        assertNull(costs.stealShare());
    }

    @Test
    void noThreadIsLeftAndNoneIsLeftBound() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        MachineProbe.measure();
        assertEquals(processors, Runtime.getRuntime().availableProcessors());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!left().isEmpty()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "still there: " + left());
            Thread.onSpinWait();
        }
    }

    @Test
    void interruptedItMeasuresNothingMoreAndTellsOn() {
        Thread.currentThread().interrupt();
        MachineCosts costs = MachineProbe.measure();
        assertTrue(Thread.interrupted());
        assertNull(costs.systemCallNanos());
        assertNull(costs.wakeNanos());
        assertNull(costs.loopbackNanos());
    }

    private static void assertBetween(double least, Double nanos) {
        assertNotNull(nanos);
        assertTrue(nanos >= least && nanos < MOST_NANOS, () -> nanos + " ns");
    }

    private static Set<String> left() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(Set.of("machine-probe", "sleeper", "loopback")::contains)
                .collect(Collectors.toSet());
    }
}
