package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AcceptBackoffTest {

    private final AcceptBackoff backoff = new AcceptBackoff();

    @Test
    void pausesDoubleUpToOneSecond() {
        long[] pauses = LongStream.generate(backoff::failed).limit(9).toArray();
        assertEquals("10 20 40 80 160 320 640 1000 1000", join(pauses));
    }

    @Test
    void successStartsOver() {
        backoff.failed();
        backoff.failed();
        backoff.succeeded();
        assertEquals(10, backoff.failed());
    }

    private static String join(long[] values) {
        return String.join(
                " ", LongStream.of(values).mapToObj(Long::toString).toList());
    }
}
