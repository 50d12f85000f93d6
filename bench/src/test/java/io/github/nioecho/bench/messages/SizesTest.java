package io.github.nioecho.bench.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SizesTest {

    private static final long SEED = 862;
    private static final long MOST = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "1, 1", "64, 64", "64B, 64", "1KiB, 1024", "64KiB, 65536", "16MiB, 16777216",
        "2GiB, 2147483648", "007, 7", "' 64 ', 64", "1000000000, 1000000000"
    })
    void everyFormIsRead(String text, long bytes) {
        assertEquals(bytes, Sizes.parseLong(text, MOST));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1", "64, 64", "1024, 1024", "1500, 1500", "8192, 8192", "10240, 10KiB",
        "10241, 10241", "65536, 64KiB", "1048576, 1MiB", "1049600, 1025KiB",
        "1073741824, 1GiB", "3221225472, 3GiB"
    })
    void writtenInTheUnitThatUsersWrite(long bytes, String text) {
        assertEquals(text, Sizes.write(bytes));
    }

    @Test
    void whatIsWrittenIsRead() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10_000; i++) {
            long bytes = random.nextLong(1, 10_000) << random.nextInt(20);
            assertEquals(bytes, Sizes.parseLong(Sizes.write(bytes), MOST), "seed " + SEED);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''", "-1", "1.5", "x", "64kb", "64 KiB", "KiB", "1K", "0x10", "1e3", "12345678901",
        "64KiB,1"
    })
    void otherFormsAreRefusedWithTheRightOne(String text) {
        assertRefused("must be a number of bytes, or of KiB or MiB, like 1024 or 64KiB; was "
                + text, text, 1 << 24);
    }

    @ParameterizedTest
    @CsvSource({"0", "0KiB", "16777217", "17MiB", "16385KiB", "2GiB", "9999999999GiB"})
    void boundsAreNamed(String text) {
        assertRefused("must be 1 byte to 16MiB, was " + text, text, 1 << 24);
    }

    @Test
    void boundsAreThemselvesIn() {
        assertEquals(1, Sizes.parse("1", 1 << 24));
        assertEquals(1 << 24, Sizes.parse("16MiB", 1 << 24));
    }

    private static void assertRefused(String message, String text, int mostBytes) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> Sizes.parse(text, mostBytes)).getMessage());
    }
}
