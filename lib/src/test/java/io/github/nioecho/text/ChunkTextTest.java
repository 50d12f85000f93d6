package io.github.nioecho.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ChunkTextTest {

    private final ChunkText utf8 = new ChunkText(StandardCharsets.UTF_8);

    @Test
    void textIsShownAsItIs() {
        assertEquals("Hello, wörld! 你好 \uD83D\uDE00 e\u0301",
                utf8.of("Hello, wörld! 你好 \uD83D\uDE00 e\u0301"));
    }

    /** In both columns, {@code %NN} stands for the byte NN (so that the source stays ASCII). */
    @ParameterizedTest
    @CsvSource({
        "%FF%FE, %FF%FE",
        "a%80b, a%80b",
        "%C3, %C3",
        "%E2%82, %E2%82",
        "%E2%82x, %E2%82x",
        "%F0%9F%98, %F0%9F%98",
        "%C0%AF, %C0%AF",
        "%ED%A0%80, %ED%A0%80",
        "%F4%90%80%80, %F4%90%80%80",
        "%00%07%1B[31m%7F, %00%07%1B[31m%7F",
        "%C2%9B31m, %C2%9B31m",
        "%E2%80%AE%E2%81%A6%D8%9C, %E2%80%AE%E2%81%A6%D8%9C",
        "%E2%80%A8%E2%80%A9%C2%85, %E2%80%A8%E2%80%A9%C2%85",
        "%EE%80%80%EF%BF%BF, %EE%80%80%EF%BF%BF",
    })
    void whatIsNotHarmlessTextAppearsAsItsBytes(String bytes, String text) {
        assertEquals(text.replace("%", "\\x"), utf8.of(ByteBuffer.wrap(unquote(bytes))));
    }

    @Test
    void lineBreaksTabsAndBackslashesAreEscaped() {
        assertEquals("a\\nb\\r\\tc\\\\n", utf8.of("a\nb\r\tc\\n"));
    }

    @Test
    void whatTheOutputCannotEncodeAppearsAsItsBytes() {
        assertEquals("w\\xC3\\xB6 \\xF0\\x9F\\x98\\x80",
                new ChunkText(StandardCharsets.US_ASCII).of("wö \uD83D\uDE00"));
        assertEquals("wö \\xE2\\x82\\xAC",
                new ChunkText(StandardCharsets.ISO_8859_1).of("wö €"));
    }

    @Test
    void chunkKeepsItsPositionAndLimit() {
        ByteBuffer chunk = StandardCharsets.UTF_8.encode("0123456789").position(2).limit(5)
                .asReadOnlyBuffer();
        assertEquals("234", utf8.of(chunk));
        assertEquals(2, chunk.position());
        assertEquals(5, chunk.limit());
    }

    @Test
    void charactersAreKeptWholeAcrossTheDecodersBuffer() {
        for (String character : new String[] {"é", "€", "\uD83D\uDE00"}) {
            for (int offset = 0; offset < 4; offset++) {
                String text = "x".repeat(offset) + character.repeat(3000);
                assertEquals(text, utf8.of(text));
            }
        }
    }

    @Test
    void anyBytesGiveOneHarmlessLineThatTellsThemExactly() {
        long seed = System.nanoTime();
        System.out.println("ChunkTextTest seed " + seed);
        Random random = new Random(seed);
        Charset[] outputs = {StandardCharsets.UTF_8, StandardCharsets.US_ASCII};
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            for (Charset output : outputs) {
                String text = new ChunkText(output).of(ByteBuffer.wrap(bytes));
                assertEquals(text, new String(text.getBytes(output), output));
                assertTrue(text.codePoints().noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || c == 0x2028 || c == 0x2029), text);
                assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(unescape(text)));
            }
        }
    }

    private static byte[] unquote(String text) {
        return unescape(text.replace("%", "\\x"));
    }

    private static byte[] unescape(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 4);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                int end = text.offsetByCodePoints(i, 1);
                bytes.put(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            } else {
                i++;
                switch (text.charAt(i)) {
                    case 'n' -> bytes.put((byte) '\n');
                    case 'r' -> bytes.put((byte) '\r');
                    case 't' -> bytes.put((byte) '\t');
                    case '\\' -> bytes.put((byte) '\\');
                    default -> {
                        bytes.put((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                }
            }
        }
        byte[] result = new byte[bytes.flip().remaining()];
        bytes.get(result);
        return result;
    }
}
