package io.github.nioecho.bench.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

@Timeout(60)
class OptionCheckTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Checked checked = new Checked();
    private final CommandLine commandLine = new CommandLine(checked);
    private final OptionCheck check = checked.check;

    @Test
    void whatIsWrongIsSaidOfTheCommand() {
        assertSame(commandLine, check.wrong("--x").getCommandLine());
    }

    @Test
    void valuesWithinTheirBoundsPass() {
        check.requirePositive("--rounds", 1);
        check.requirePositiveBytes("--size", 1);
        assertEquals(Duration.ofMillis(5), check.duration("--time", "5ms"));
        assertEquals(SECOND, check.duration("--time", "1s", SECOND));
    }

    @Test
    void othersAreRefusedWithOptionBoundAndValue() {
        assertRefused("--rounds must be >= 1, was 0", () -> check.requirePositive("--rounds", 0));
        assertRefused("--size must be >= 1 byte, was -1",
                () -> check.requirePositiveBytes("--size", -1));
        assertRefused("--time must be a number and ms, s, m or h, like 90s or 5m; was 5",
                () -> check.duration("--time", "5"));
        assertRefused("--time must be >= 1000ms, was 999ms",
                () -> check.duration("--time", "999ms", SECOND));
    }

    private static void assertRefused(String message, Executable checking) {
        assertEquals(message, assertThrows(ParameterException.class, checking).getMessage());
    }

    @Command
    private static final class Checked {

        @Mixin
        private OptionCheck check;
    }
}
