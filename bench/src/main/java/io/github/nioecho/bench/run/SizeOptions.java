package io.github.nioecho.bench.run;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.OptionCheck;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for one size of the buffers and one of the messages, or a mixture of these. */
public final class SizeOptions {

    private static final int DEFAULT_MESSAGE_BYTES = 1024;

    @Option(names = "--buffer-size", paramLabel = "BYTES", defaultValue = "1024",
            description = "size of each connection's buffer in the server (${DEFAULT-VALUE})")
    private int bufferSizeBytes;

    @Option(names = "--message-size", paramLabel = "BYTES",
            description = "size of one message (" + DEFAULT_MESSAGE_BYTES + ")")
    private Integer messageSizeBytes;

    @Option(names = "--messages", paramLabel = "MIX",
            description = "instead, sizes of messages in a mixture, like"
                    + " 64:50%%,1024:40%%,64KiB:10%%")
    private String mixture;

    @Mixin
    private OptionCheck check;

    /**
     * Returns the size of each connection's buffer in the server.
     *
     * @throws ParameterException if it is less than a byte
     */
    public int bufferSizeBytes() {
        check.requirePositiveBytes("--buffer-size", bufferSizeBytes);
        return bufferSizeBytes;
    }

    /**
     * Returns the sizes of the messages.
     *
     * @throws ParameterException if they cannot be
     */
    public Messages messages() {
        if (mixture == null) {
            int size = messageSizeBytes == null ? DEFAULT_MESSAGE_BYTES : messageSizeBytes;
            check.requirePositiveBytes("--message-size", size);
            return Messages.of(size);
        }
        if (messageSizeBytes != null) {
            throw check.wrong("--message-size and --messages exclude each other");
        }
        return check.messages("--messages", mixture);
    }
}
