package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.MachineCosts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunFactsTest {

    @Test
    void machineIsMeasuredOnceAndItsStealTimeUntilEachResult() {
        AtomicLong stolen = new AtomicLong();
        MachineCosts costs = new MachineCosts(100.0, 200.0, 300.0, true, null);
        Environment environment = EnvironmentProbe.read().withMachine(costs);
        RunFacts facts = new RunFacts("1", environment, 1, Instant.EPOCH, List.of(),
                new StealTime(() -> Optional.of(
                        new long[] {0, 0, 0, 2 * stolen.get(), 0, 0, 0, stolen.get()})));
        assertNull(share(facts));
        stolen.set(5);
        assertEquals(1 / 3.0, share(facts));
        assertEquals(costs, facts.environment().machine());
    }

    @Test
    void pinningIsSaidInTheEnvironment() throws Exception {
        RunFacts facts = RunFacts.collect(List.of(), 1);
        assertNull(facts.environment().pinning());
        RunFacts pinned = facts.withPinning("all together");
        assertEquals("all together", pinned.environment().pinning());
        assertEquals(facts.environment(), pinned.environment().withPinning(null));
        assertNotNull(pinned.environment().machine().loopbackNanos());
    }

    private static Double share(RunFacts facts) {
        return facts.results((ConnectionsResults) null, true).environment().machine().stealShare();
    }
}
