package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundOrderTest {

    private static final List<String> SERVERS = List.of("a", "b", "c", "d");

    @Test
    void orderIsRandomAndRepeatable() {
        assertEquals(orders(1), orders(1));
        assertNotEquals(orders(1), orders(2));
        assertEquals(Set.copyOf(SERVERS), Set.copyOf(orders(1).get(0)));
    }

    @Test
    void everyServerGoesFirstNowAndThen() {
        assertEquals(Set.copyOf(SERVERS),
                orders(1).stream().map(order -> order.get(0)).collect(Collectors.toSet()));
    }

    private static List<List<String>> orders(long seed) {
        RoundOrder order = new RoundOrder(seed);
        return IntStream.range(0, 30).mapToObj(i -> order.shuffled(SERVERS)).toList();
    }
}
