package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StealTimeTest {

    private final AtomicReference<long[]> now = new AtomicReference<>();

    @TempDir
    private Path folder;

    @Test
    void shareIsOfAllTimeSinceTheBeginning() {
        StealTime steal = since(100, 0, 50, 800, 10, 5, 5, 30);
        now.set(new long[] {140, 0, 60, 840, 10, 5, 5, 40});
        assertEquals(10 / 100.0, steal.share());
    }

    @Test
    void noShareOfNoTime() {
        assertNull(since(100, 0, 50, 800, 10, 5, 5, 30).share());
    }

    @Test
    void timesThatGoBackSayNothing() {
        StealTime steal = since(100, 0, 50, 800, 10, 5, 5, 30);
        now.set(new long[] {200, 0, 60, 900, 10, 5, 5, 20});
        assertNull(steal.share());
    }

    @Test
    void unknownTimesSayNothing() {
        assertNull(new StealTime(Optional::empty).share());
    }

    @Test
    void guestTimeIsPartOfUserTime() throws IOException {
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, StealTime.read(Files.writeString(
                folder.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n"))
                .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu  1 2 3 4 5 6 7\n", "cpu0 1 2 3 4 5 6 7 8 9 10\n",
        "cpu  a b c d e f g h\n"})
    void otherContentSaysNothing(String content) throws IOException {
        assertEquals(Optional.empty(),
                StealTime.read(Files.writeString(folder.resolve("stat"), content)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisMachineHasTimes() {
        assertTrue(StealTime.read(Path.of("/proc/stat")).isPresent());
    }

    private StealTime since(long... times) {
        now.set(times);
        return new StealTime(() -> Optional.of(now.get()));
    }
}
