package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.messages.MessagesFile;
import io.github.nioecho.bench.messages.Sizes;
import io.github.nioecho.bench.options.OptionCheck;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which traffic a server is to have, and what it may spend on it. */
final class TrafficOptions {

    @Option(names = "--messages", paramLabel = "MIX",
            description = "sizes of the messages and their shares, like"
                    + " 64:50%%,1024:40%%,64KiB:10%%, or one size")
    private String mixture;

    @Option(names = "--messages-from", paramLabel = "FILE",
            description = "instead, a file with one size a line, in bytes, # for comments; or an"
                    + " HdrHistogram of sizes, .hlog or .hgrm")
    private Path file;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "16",
            description = "connections that are held (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--memory", paramLabel = "SIZE",
            description = "what all of them may hold together, buffers and all else, like 256MiB"
                    + " (no bound)")
    private String memory;

    @Mixin
    private OptionCheck check;

    /**
     * Returns the sizes of the messages.
     *
     * @throws ParameterException if they cannot be
     */
    Messages messages() {
        if ((mixture == null) == (file == null)) {
            throw check.wrong("--messages or --messages-from must say which sizes messages have,"
                    + " like --messages 64:50%,1024:40%,64KiB:10%; "
                    + (file == null ? "neither was given" : "both were given"));
        }
        if (mixture != null) {
            return check.messages("--messages", mixture);
        }
        try {
            return MessagesFile.read(file);
        } catch (IOException e) {
            throw check.wrong("--messages-from " + e.getMessage());
        }
    }

    int connections() {
        check.requirePositive("--connections", connections);
        return connections;
    }

    /** Returns the bound, in bytes, or null. */
    Long memoryBytes() {
        if (memory == null) {
            return null;
        }
        try {
            return Sizes.parseLong(memory, Long.MAX_VALUE >> 1);
        } catch (IllegalArgumentException e) {
            throw check.wrong("--memory " + e.getMessage());
        }
    }
}
