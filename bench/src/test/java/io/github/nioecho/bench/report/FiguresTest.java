package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.messages.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FiguresTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "148210.4 | 148,210", "99.95 | 100", "99.94 | 99.9", "52.34 | 52.3", "9.994 | 9.99",
        "6.7249 | 6.72", "0 | 0.00", "-14.04 | -14.0", "-8746.07 | -8,746",
    })
    void numberHasAboutThreeDigits(double value, String text) {
        assertEquals(text, Figures.number(value));
    }

    @Test
    void whatWasNotMeasuredIsADash() {
        assertEquals("-", Figures.number(null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "256 | 256 B", "1024 | 1 KiB", "1500 | 1500 B", "65536 | 64 KiB", "2097152 | 2 MiB",
    })
    void sizeIsInTheLargestUnitThatFits(int bytes, String text) {
        assertEquals(text, Figures.bytes(bytes));
    }

    @Test
    void manyBytesAreKibOrMib() {
        assertEquals("0.50 KiB", Figures.memory(512));
        assertEquals("16.0 KiB", Figures.memory(16 << 10));
        assertEquals("2.30 MiB", Figures.memory(2.3 * (1 << 20)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1024 | 1 KiB", "64KiB | 64 KiB", "64:50%,1024:40%,64KiB:10% | 64:50%,1024:40%,64KiB:10%",
        "64:50%,128:20%,1024:10%,4096:10%,8KiB:10% | 64:50%,128:20%,1024:10%,4096:10%,..",
        "64:50%,128:20%,1024:10%,4096:15%,9999:5% | 64:50%,128:20%,1024:10%,4096:15%,9999:5%",
    })
    void sizesOfMessagesAreWrittenAsFarAsThereIsRoom(String text, String written) {
        assertEquals(written, Figures.messages(Messages.parse(text)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "25 | 64:50%,1024:40%,64KiB:10%", "24 | 64:50%,1024:40%,..", "18 | 64:50%,1024:40%,..",
        "17 | 64:50%,..", "9 | 64:50%,..", "8 | 64:50%,..", "1 | 64:50%,..",
    })
    void whatIsLeftOutOfAMixtureIsWholeSizes(int width, String written) {
        assertEquals(written, Figures.messages(
                Messages.parse("64:50%,1024:40%,64KiB:10%"), width));
    }
}
