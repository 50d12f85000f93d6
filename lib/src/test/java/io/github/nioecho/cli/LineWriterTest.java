package io.github.nioecho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class LineWriterTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int LINE_CHARS = 100_000;

    private final StallingOutput output = new StallingOutput();
    private final LineWriter writer = new LineWriter(output, StandardCharsets.UTF_8);

    @Test
    void firstLineComesBeforeLinesThatWereThereAlready() {
        output.goOn.countDown();
        writer.print("second");
        writer.start("first");
        writer.print("third");
        writer.close(LONG);
        assertEquals(List.of("first", "second", "third"), output.lines());
    }

    @Test
    void linesThatDoNotFitAreCountedWhereTheyAreMissing() throws Exception {
        writer.start("first");
        output.stalled.await();
        for (int i = 0; i < 30; i++) {
            writer.print(i + "-" + "x".repeat(LINE_CHARS));
        }
        writer.print("a short one that would fit");
        output.goOn.countDown();
        Clients.await("the count", () -> output.text().strip().endsWith("dropped"));
        writer.print("after the gap");
        writer.close(LONG);

        List<String> lines = output.lines();
        assertEquals(1 + 10 + 2, lines.size());
        assertTrue(lines.get(10).startsWith("9-"));
        assertEquals("... 21 lines dropped", lines.get(11));
        assertEquals("after the gap", lines.get(12));
    }

    @Test
    void lineLongerThanTheLimitIsPrinted() {
        output.goOn.countDown();
        writer.start("first");
        String line = "x".repeat(3_000_000);
        Clients.await("the first line", () -> !output.text().isEmpty());
        writer.print(line);
        writer.close(LONG);
        assertEquals(line, output.lines().get(1));
    }

    @Test
    void stalledOutputDelaysCloseOnlyByTheTimeout() throws Exception {
        writer.start("first");
        output.stalled.await();
        writer.close(Duration.ofMillis(10));
        output.goOn.countDown();
    }

    @Test
    void brokenOutputIsLeftAlone() {
        output.broken = true;
        output.goOn.countDown();
        writer.start("first");
        for (int i = 0; i < 100_000; i++) {
            writer.print("lost");
        }
        writer.close(LONG);
        assertEquals(1, output.writes.get());
    }

    /** Stalls in its first write until told to go on. */
    private static final class StallingOutput extends OutputStream {

        final CountDownLatch stalled = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final AtomicInteger writes = new AtomicInteger();
        volatile boolean broken;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        String text() {
            return written.toString(StandardCharsets.UTF_8);
        }

        List<String> lines() {
            return text().lines().toList();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writes.incrementAndGet();
            stalled.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (broken) {
                throw new IOException("Broken pipe");
            }
            written.write(bytes, offset, length);
        }
    }
}
