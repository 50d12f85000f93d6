package io.github.nioecho.bench.run;

import io.github.nioecho.bench.options.OptionCheck;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for one size of the buffers and one of the messages. */
public final class SizeOptions {

    @Option(names = "--buffer-size", paramLabel = "BYTES", defaultValue = "1024",
            description = "size of each connection's buffer in the server (${DEFAULT-VALUE})")
    private int bufferSizeBytes;

    @Option(names = "--message-size", paramLabel = "BYTES", defaultValue = "1024",
            description = "size of one message (${DEFAULT-VALUE})")
    private int messageSizeBytes;

    @Mixin
    private OptionCheck check;

    /**
     * Requires that both can be.
     *
     * @throws ParameterException if one of them is less than a byte
     */
    public void requirePositive() {
        check.requirePositiveBytes("--buffer-size", bufferSizeBytes);
        check.requirePositiveBytes("--message-size", messageSizeBytes);
    }

    /** Returns the size of each connection's buffer in the server. */
    public int bufferSizeBytes() {
        return bufferSizeBytes;
    }

    /** Returns the size of one message. */
    public int messageSizeBytes() {
        return messageSizeBytes;
    }
}
