package io.github.nioecho.bench.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.github.nioecho.bench.messages.Messages.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MessagesTest {

    private static final long SEED = 862;
    private static final String WEB = "64:50%,1024:40%,64KiB:10%";
    private static final List<Part> WEB_PARTS = List.of(
            new Part(64, 50_000), new Part(1024, 40_000), new Part(65_536, 10_000));

    @ParameterizedTest
    @ValueSource(strings = {
        WEB, "64:50%+1024:40%+64KiB:10%", " 64 : 50% , 1KiB:40%,65536B:10% ",
        "64:50.0%,1024:40.00%,64KiB:010.000%"
    })
    void everyFormOfAMixtureIsRead(String text) {
        Messages messages = Messages.parse(text);
        assertEquals(WEB_PARTS, messages.parts());
        assertEquals(WEB, messages.toString());
        assertTrue(messages.isMixed());
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "64KiB, 65536", "1024:100%, 1024", "16MiB, 16777216"})
    void oneSizeIsNoMixture(String text, int bytes) {
        assertEquals(Messages.of(bytes), Messages.parse(text));
        assertFalse(Messages.parse(text).isMixed());
        assertEquals(Integer.toString(bytes), Messages.parse(text).toString());
    }

    @Test
    void sharesGoDownToAThousandthOfAPercent() {
        Messages messages = Messages.parse("64:99.999%,64KiB:0.001%");
        assertEquals(List.of(new Part(64, 99_999), new Part(65_536, 1)), messages.parts());
        assertEquals("64:99.999%,64KiB:0.001%", messages.toString());
        assertEquals("1:33.333%,2:33.333%,3:33.334%",
                Messages.parse("1:33.333%,2:33.333%,3:33.334%").toString());
    }

    @Test
    void whatIsWrittenIsRead() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            Messages messages = any(random);
            assertEquals(messages, Messages.parse(messages.toString()), "seed " + SEED);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''              | must be a number of bytes, or of KiB or MiB, like 1024 or 64KiB; was ",
        "many            | must be a number of bytes, or of KiB or MiB, like 1024 or 64KiB; was many",
        "x:50%,64:50%    | must be a number of bytes, or of KiB or MiB, like 1024 or 64KiB; was x",
        "0               | must be 1 byte to 16MiB, was 0",
        "0:50%,64:50%    | must be 1 byte to 16MiB, was 0",
        "17MiB           | must be 1 byte to 16MiB, was 17MiB",
        "64:50%,16777217:50% | must be 1 byte to 16MiB, was 16777217",
        "64,1024         | must have a share for each size, like 64:50%,1024:40%,64KiB:10%;"
                + " was 64,1024, where 64 has none",
        "64:50%,1024     | must have a share for each size, like 64:50%,1024:40%,64KiB:10%;"
                + " was 64:50%,1024, where 1024 has none",
        "64:50%,,1024:50% | must have a share for each size, like 64:50%,1024:40%,64KiB:10%;"
                + " was 64:50%,,1024:50%, where a size is missing",
        "64:50%, ,1024:50% | must have a share for each size, like 64:50%,1024:40%,64KiB:10%;"
                + " was 64:50%, ,1024:50%, where a size is missing",
        "64:100%,        | must have a share for each size, like 64:50%,1024:40%,64KiB:10%;"
                + " was 64:100%,, where a size is missing",
        "64:50%,1024:49.9% | must have shares that add up to 100%, was 64:50%,1024:49.9%, which"
                + " are 99.9%",
        "64:51%,1024:50% | must have shares that add up to 100%, was 64:51%,1024:50%, which are"
                + " 101%",
        "64:50%          | must have shares that add up to 100%, was 64:50%, which are 50%",
        "64:50%,64B:50%  | must have each size once, was 64:50%,64B:50%, where 64 is twice",
        "64KiB:50%,65536:50% | must have each size once, was 64KiB:50%,65536:50%, where 64KiB is"
                + " twice",
    })
    void whatIsWrongIsSaid(String text, String message) {
        assertEquals(message.strip(), refused(text).strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "0.000%", "100.001%", "101%", "999%", "33.3333%", "-5%", "50",
        "50 %", "0.5", "%", "x%", ".5%", "5.%", "1e1%"})
    void shareThatIsNoneIsNamed(String share) {
        String text = "1024:100%,64:" + share;
        assertEquals("must have shares of 0.001% to 100%, with three decimals at most, like"
                + " 64:50%,1024:40%,64KiB:10%; was " + text + ", where " + share + " is none",
                refused(text));
    }

    @Test
    void shareThatIsMissingIsNoneEither() {
        assertEquals("must have shares of 0.001% to 100%, with three decimals at most, like"
                + " 64:50%,1024:40%,64KiB:10%; was 64:, where a share is missing",
                refused("64:"));
    }

    @Test
    void partsHaveBounds() {
        assertRefused("a message must be >= 1 byte, was 0", () -> new Part(0, 1));
        assertRefused("a message must be >= 1 byte, was -1", () -> Messages.of(-1));
        assertRefused("a share must be 1 to 100000, was 0", () -> new Part(1, 0));
        assertRefused("a share must be 1 to 100000, was 100001", () -> new Part(1, 100_001));
        assertRefused("shares must add up to 100%, was 99.999%",
                () -> new Messages(List.of(new Part(1, 99_999))));
        assertRefused("shares must add up to 100%, was 0%", () -> new Messages(List.of()));
        assertRefused("a size must be there once, was twice: 64KiB", () -> new Messages(
                List.of(new Part(65_536, 50_000), new Part(65_536, 50_000))));
    }

    @Test
    void singleSizesComeFirstAndThenMixturesByTheMean() {
        Messages small = Messages.parse("64:50%,128:50%");
        Messages other = Messages.parse("32:50%,160:50%"); // with the same mean
        Messages large = Messages.parse(WEB);
        List<Messages> ordered =
                List.of(Messages.of(1), Messages.of(9), Messages.of(4096), other, small, large);
        List<Messages> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        assertEquals(ordered, shuffled.stream().sorted().toList());
        assertEquals(6, new TreeSet<>(ordered).size());
    }

    @Test
    void meanIsWeighedByTheShares() {
        Messages messages = Messages.parse(WEB);
        assertEquals(0.5 * 64 + 0.4 * 1024 + 0.1 * 65_536, messages.meanBytes(), 1e-9);
        assertEquals(0.9 * 1 + 0.1 * 64, messages.mean(size -> Math.ceil(size / 1024.0)), 1e-9);
        assertEquals(65_536, messages.largestBytes());
        assertEquals(65_536, Messages.parse("64KiB:10%,64:90%").largestBytes());
        assertEquals(7, Messages.of(7).meanBytes());
    }

    @Test
    void fileNameHasNothingThatAFileSystemMinds() {
        assertEquals("1024", Messages.of(1024).fileName());
        assertEquals("65536", Messages.of(65_536).fileName());
        assertEquals("64-50_1024-40_64KiB-10", Messages.parse(WEB).fileName());
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            Messages messages = any(random);
            assertTrue(messages.fileName().matches("[A-Za-z0-9._-]{1,60}"),
                    messages + ", seed " + SEED);
        }
    }

    @Test
    void longFileNamesAreOfOneMixtureEach() {
        StringBuilder text = new StringBuilder("1:81%");
        for (int size = 2; size <= 20; size++) {
            text.append(',').append(size).append(":1%");
        }
        String name = Messages.parse(text.toString()).fileName();
        assertTrue(name.startsWith("20sizes-"), name);
        assertEquals(name, Messages.parse(text.toString()).fileName());
        assertNotEquals(name,
                Messages.parse(text.toString().replace("20:1%", "21:1%")).fileName());
    }

    @Test
    void oneOfEachSizeIsNoMixture() {
        assertEquals(List.of(Messages.of(1024), Messages.of(65_536)),
                Messages.ofEach(1024, 65_536));
        assertEquals(List.of(), Messages.ofEach());
    }

    @Test
    void jsonIsANumberOrAText() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        for (String json : List.of("1024", "\"" + WEB + "\"")) {
            Messages messages = mapper.readValue(json, Messages.class);
            assertEquals(Messages.parse(json.replace("\"", "")), messages);
            assertEquals(json, mapper.writeValueAsString(messages));
        }
        assertEquals("must be 1 byte to 16MiB, was 0", assertThrows(
                ValueInstantiationException.class,
                () -> mapper.readValue("\"0:100%\"", Messages.class)).getCause().getMessage());
        assertEquals("a message must be >= 1 byte, was 0", assertThrows(
                ValueInstantiationException.class,
                () -> mapper.readValue("0", Messages.class)).getCause().getMessage());
    }

    /** Returns messages of 1 to 8 sizes, with shares that were drawn, too. */
    private static Messages any(SplittableRandom random) {
        List<Part> parts = new ArrayList<>();
        int left = Messages.WHOLE;
        int sizes = random.nextInt(1, 9);
        for (int i = 1; i < sizes; i++) {
            int share = random.nextInt(1, left - (sizes - i) + 1);
            left -= share;
            parts.add(new Part(8 * random.nextInt(1, 1 << 20) + i, share));
        }
        parts.add(new Part(1024 * random.nextInt(1, 1 << 14), left));
        return new Messages(parts);
    }

    private static String refused(String text) {
        return assertThrows(IllegalArgumentException.class, () -> Messages.parse(text))
                .getMessage();
    }

    private static void assertRefused(String message, Runnable making) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, making::run).getMessage());
    }
}
