package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.ConnectionsResults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionsFindingsTest {

    @Test
    void memoryIsThatOfTheMostConnectionsFromLeastToMost() {
        assertEquals(List.of(new Summary.Section("Over the number of connections", List.of(
                "With 9,000 connections, resident memory each: async 2.75 to 2.79 KB;"
                        + " selector 3.45 to 3.49 KB; virtual 5.75 to 5.79 KB;"
                        + " netty-nio 6.55 to 6.59 KB; not measured: blocking.",
                "With 9,000 connections, server CPU per round trip: async 7.68 to 7.78 us;"
                        + " virtual 9.68 to 9.78 us; selector 10.7 to 10.8 us;"
                        + " netty-nio 11.7 to 11.8 us; not measured: blocking."))),
                ConnectionsFindings.of(SampleConnections.whole()));
    }

    @Test
    void oneRoundIsWarnedOf() {
        List<String> sentences =
                ConnectionsFindings.of(SampleConnections.rounds(1)).get(0).sentences();
        assertEquals("One round each: small differences mean nothing.",
                sentences.get(sentences.size() - 1));
    }

    @Test
    void nothingIsSaidWithoutFigures() {
        assertEquals(List.of(), ConnectionsFindings.of(new ConnectionsResults(
                SampleConnections.whole().plan(), List.of())));
    }
}
