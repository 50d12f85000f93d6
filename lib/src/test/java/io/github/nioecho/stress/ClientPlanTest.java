package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClientPlanTest {

    @Test
    void sameSeedPlansTheSameClients() {
        assertEquals(plans(42, 1000), plans(42, 1000));
        assertEquals(plans(42, 1000).get(700), ClientPlan.of(42, 700));
    }

    @Test
    void seedsAndNumbersPlanDifferentClients() {
        Set<Object> starts = Set.copyOf(
                plans(42, 1000).stream().map(ClientPlan::contentStart).toList());
        assertTrue(starts.size() > 990, starts.size() + " of 1000 differ");
        for (int number = 0; number < 100; number++) {
            assertNotEquals(ClientPlan.of(1, number).contentStart(),
                    ClientPlan.of(2, number).contentStart());
            assertNotEquals(ClientPlan.of(1, number + 1).contentStart(),
                    ClientPlan.of(2, number).contentStart());
        }
    }

    @Test
    void twoThousandClientsDoEverythingToEveryServer() {
        Set<Behaviour> behaviours = EnumSet.noneOf(Behaviour.class);
        Set<ServerKind> servers = EnumSet.noneOf(ServerKind.class);
        for (ClientPlan plan : plans(42, 2000)) {
            behaviours.add(plan.behaviour());
            servers.add(plan.server());
        }
        assertEquals(EnumSet.complementOf(EnumSet.of(Behaviour.STREAM)), behaviours);
        assertEquals(EnumSet.allOf(ServerKind.class), servers);
    }

    @Test
    void twentyThousandClientsSendTenGibibytes() {
        for (long seed = 0; seed < 5; seed++) {
            long read = plans(seed, 20_000).stream()
                    .filter(plan -> !plan.behaviour().waitsForIdleTimeout())
                    .mapToLong(ClientPlan::sizeBytes).sum();
            assertTrue(read > 10L << 30, read + " bytes with seed " + seed);
            assertTrue(read < 13L << 30, read + " bytes with seed " + seed);
        }
    }

    @Test
    void plansAreWithinTheirBounds() {
        for (ClientPlan plan : plans(7, 20_000)) {
            assertTrue(plan.writeBytes() >= 1, plan::toString);
            assertTrue(plan.readBytes() >= 1, plan::toString);
            assertTrue(plan.readBytes() <= ClientPlan.MOST_READ_BYTES, plan::toString);
            assertTrue(plan.resetAtBytes() <= plan.sizeBytes(), plan::toString);
            assertTrue(plan.pauseEveryBytes() >= 1, plan::toString);
            assertEquals(plan.behaviour().waitsForIdleTimeout(),
                    plan.server() == ServerKind.IDLE, plan::toString);
        }
    }

    @Test
    void streamsGoToEveryServerThatIsForThem() {
        List<ClientPlan> streams = LongStream.range(0, 100)
                .mapToObj(number -> ClientPlan.stream(42, number)).toList();
        assertEquals(EnumSet.of(ServerKind.LARGE, ServerKind.ADAPTIVE, ServerKind.SHARDED),
                streams.stream().map(ClientPlan::server)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(ServerKind.class))));
        assertEquals(ClientPlan.stream(42, 7), streams.get(7));
        assertNotEquals(ClientPlan.stream(43, 7), streams.get(7));
    }

    private static List<ClientPlan> plans(long seed, int count) {
        return LongStream.range(0, count).mapToObj(n -> ClientPlan.of(seed, n)).toList();
    }
}
