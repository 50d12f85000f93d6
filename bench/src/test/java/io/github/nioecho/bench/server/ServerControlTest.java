package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Isolated("other tests' memory would count, too")
class ServerControlTest {

    private static final int MIB = 1 << 20;

    @Test
    void everyRequestIsAnsweredByOneLine() throws IOException {
        String[] replies = answer("cost\nmemory\ncost\n").split("\n");

        assertEquals(3, replies.length);
        ServerControl.parseCost(replies[0]);
        ServerControl.parseMemory(replies[1]);
        ServerControl.parseCost(replies[2]);
    }

    @Test
    void unknownRequestIsAFailure() {
        IOException e = assertThrows(IOException.class, () -> answer("weight\n"));

        assertEquals("unknown request: weight", e.getMessage());
    }

    @Test
    void memoryIsReadAsItWasWritten() throws IOException {
        for (ServerMemory memory : new ServerMemory[] {
            new ServerMemory(3L, 2, 1), new ServerMemory(null, 2, 0)
        }) {
            assertEquals(memory, ServerControl.parseMemory(ServerControl.formatMemory(memory)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "memory", "memory -1 resident, 2 heap, 3 direct", "cost 1 ns, 2 bytes",
        "memory 1 resident, unknown heap, 3 direct", "memory 1 resident, 2 heap, 3 direct, 4 more",
    })
    void otherReplyIsAFailureThatQuotesIt(String reply) {
        IOException e =
                assertThrows(IOException.class, () -> ServerControl.parseMemory(reply));

        assertEquals(
                "the server answered a request for its memory with: " + reply, e.getMessage());
    }

    @Test
    void memoryHoldsWhatIsReachableAndNotWhatIsGarbage() throws IOException {
        ServerMemory before = memory();
        byte[] onHeap = new byte[8 * MIB];
        ByteBuffer direct = ByteBuffer.allocateDirect(4 * MIB);
        ServerMemory grown = memory().minus(before);
        Reference.reachabilityFence(onHeap);
        Reference.reachabilityFence(direct);
        onHeap = null;
        ServerMemory shrunk = memory().minus(before);

        assertTrue(grown.heapBytes() >= 8 * MIB, grown::toString);
        assertTrue(grown.heapBytes() < 16 * MIB, grown::toString);
        assertTrue(grown.directBytes() >= 4 * MIB, grown::toString);
        assertTrue(shrunk.heapBytes() < 4 * MIB, shrunk::toString);
    }

    @Test
    void growthOfWhatIsUnknownIsUnknown() {
        ServerMemory known = new ServerMemory(30L, 20, 10);
        ServerMemory unknown = new ServerMemory(null, 19, 8);

        assertEquals(new ServerMemory(null, 1, 2), known.minus(unknown));
        assertEquals(new ServerMemory(null, -1, -2), unknown.minus(known));
        assertEquals(new ServerMemory(0L, 0, 0), known.minus(known));
    }

    private static ServerMemory memory() throws IOException {
        return ServerControl.parseMemory(answer("memory\n").strip());
    }

    private static String answer(String requests) throws IOException {
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        new ServerControl().answer(
                new ByteArrayInputStream(requests.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(replies, true, StandardCharsets.UTF_8));
        return replies.toString(StandardCharsets.UTF_8);
    }
}
