package io.github.nioecho;

import io.github.nioecho.text.ChunkText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a server has received on one connection so far. Immutable.
 *
 * @param connection which one
 * @param bytes the first bytes that the client sent, in order; the array is a copy
 * @param truncated whether the client sent more than
 *     {@link EchoServerBuilder#recordReceived} keeps
 * @see EchoServer#recordings()
 */
public record EchoRecording(ConnectionInfo connection, byte[] bytes, boolean truncated) {

    private static final ChunkText TEXT = new ChunkText(StandardCharsets.UTF_8);

    /**
     * Copies the bytes.
     *
     * @throws NullPointerException if the connection or the array is null
     */
    public EchoRecording {
        Objects.requireNonNull(connection, "connection");
        bytes = bytes.clone();
    }

    /**
     * Returns what the client sent.
     *
     * @return a new copy of the bytes
     */
    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns what the client sent as text.
     *
     * @return the bytes decoded as UTF-8, with U+FFFD for those that are not
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EchoRecording recording
                && connection.equals(recording.connection)
                && Arrays.equals(bytes, recording.bytes)
                && truncated == recording.truncated;
    }

    @Override
    public int hashCode() {
        return Objects.hash(connection, Arrays.hashCode(bytes), truncated);
    }

    /**
     * Tells what was received, for the message of a failed assertion.
     *
     * @return one line, in which nothing but printable characters stands as it is
     */
    @Override
    public String toString() {
        return "connection " + connection.id() + ", " + bytes.length + " bytes"
                + (truncated ? " and more" : "") + ": " + TEXT.of(ByteBuffer.wrap(bytes));
    }
}
