package io.github.nioecho.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Writes bytes as one line of text that is safe to show, whoever sent them. They are read as UTF-8.
 * What is not UTF-8, what a terminal could obey (control characters, bidirectional and other format
 * characters, line separators), what has no meaning (private use, unassigned) and what the output's
 * charset lacks appears as its bytes, {@code \xNN} each, or as {@code \n}, {@code \r} or
 * {@code \t}; a backslash is doubled. So the bytes can be told from the text. A character cut in
 * two by the end of a chunk appears as its bytes as well.
 *
 * <p>Immutable: any number of threads may use one.
 */
public final class ChunkText {

    private static final int DECODED_CHARS = 1024;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final Charset output;

    /** Makes texts that {@code output} can encode; it must contain US-ASCII. */
    public ChunkText(Charset output) {
        this.output = output;
    }

    /** Writes a text that may hold anything. */
    public String of(String untrusted) {
        return of(StandardCharsets.UTF_8.encode(untrusted));
    }

    /** Writes a chunk, whose position and limit stay as they are. */
    public String of(ByteBuffer chunk) {
        ByteBuffer in = chunk.duplicate();
        CharBuffer decoded = CharBuffer.allocate(DECODED_CHARS);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT);
        CharsetEncoder encoder = output.newEncoder();
        StringBuilder text = new StringBuilder(in.remaining() + 16);
        CoderResult result;
        do {
            result = decoder.decode(in, decoded, true);
            append(decoded.flip(), encoder, text);
            decoded.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                appendByte(in.get(), text);
            }
        } while (!result.isUnderflow());
        return text.toString();
    }

    private static void append(CharBuffer decoded, CharsetEncoder encoder, StringBuilder text) {
        decoded.codePoints().forEach(codePoint -> {
            switch (codePoint) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    String character = Character.toString(codePoint);
                    if (isHarmless(codePoint) && encoder.canEncode(character)) {
                        text.append(character);
                    } else {
                        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                            appendByte(b, text);
                        }
                    }
                }
            }
        });
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void appendByte(byte b, StringBuilder text) {
        text.append("\\x").append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
    }
}
