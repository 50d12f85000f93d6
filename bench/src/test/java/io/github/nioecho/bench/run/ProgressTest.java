package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProgressTest {

    private final StringWriter terminal = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "10, [ 1/10] async  5 trips/s  about 3m 00s left",
        "1, [1/1] async  5 trips/s",
    })
    void stepIsOneLineWithTheTimeLeftIfAnyIs(int steps, String shown) {
        Progress progress = progress(steps, 5_000);
        progress.begin("async");
        progress.end("5 trips/s", Duration.ofSeconds(20));

        assertEquals(shown, line());
    }

    @Test
    void stepsThatAreFewerThanExpectedAreTakenBack() {
        Progress progress = progress(10, 5_000);
        progress.atMost(3);
        progress.begin("async");
        progress.end("held", Duration.ofSeconds(20));

        assertEquals("[1/3] async  held  at most 40s left", line());
    }

    @Test
    void failedStepSaysWhy() {
        Progress progress = progress(2, 5_000);
        progress.begin("async");
        progress.failed("it died", Duration.ofSeconds(1));

        assertEquals("[1/2] async  FAILED  about 1s left\n        it died", line());
    }

    @Test
    void longStepCountsDown() {
        Progress progress = progress(1, 10);
        progress.begin("async", Duration.ofMinutes(5).plusMillis(80)); // a tick in 38 s
        progress.end("5 trips/s", Duration.ofSeconds(1));
        assertEquals("[1/1] async  5 trips/s", line());

        terminal.getBuffer().setLength(0);
        Progress quick = progress(1, 10);
        quick.begin("async", Duration.ofSeconds(4)); // a tick in half a second
        while (!terminal.toString().contains("..")) {
            Thread.onSpinWait();
        }
        quick.end("5 trips/s", Duration.ofSeconds(1));

        assertTrue(line().matches("\\[1/1] async( [1-4]s\\.\\.)+  5 trips/s"), line());
    }

    private Progress progress(int steps, long tickMillis) {
        return new Progress(new PrintWriter(terminal), steps, tickMillis);
    }

    private String line() {
        return terminal.toString().stripTrailing().replace("\r", "");
    }
}
