package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;

@Timeout(60)
class FailureCauseTest {

    @Test
    void whatTheBenchmarkThrewIsFoundThroughJmhsWrappers() {
        IOException thrown = new IOException("byte 7 came back wrong");
        assertEquals("byte 7 came back wrong", FailureCause.of(
                new RunnerException("Benchmark caught the exception",
                        new BenchmarkException("Event: failed", List.of(thrown)))));
    }

    @Test
    void linesBecomeOne() {
        assertEquals("the server died, stderr: | no memory | bye", FailureCause.of(
                new IOException("the server died, stderr:\n  no memory\r\nbye\n")));
    }

    @Test
    void nameStandsInForNoMessage() {
        assertEquals("RunnerException", FailureCause.of(new RunnerException()));
    }

    @Test
    void homeFolderIsNotTold() {
        String home = System.getProperty("user.home");
        assertEquals("no file ~/x", FailureCause.of(new IOException("no file " + home + "/x")));
    }

    @Test
    void circularCausesEnd() {
        IOException first = new IOException("first");
        first.addSuppressed(new IOException("second", first));
        assertEquals("second", FailureCause.of(first));
    }
}
