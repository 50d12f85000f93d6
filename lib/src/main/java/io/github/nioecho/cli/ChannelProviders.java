package io.github.nioecho.cli;

import io.github.nioecho.channels.IoUringChannelProvider;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.io.IOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Optional;

/** The providers of this library by their names. Apart, so that nobody else needs them to start. */
final class ChannelProviders {

    private static final String SELECTOR = "selector";
    private static final String IO_URING = "io_uring";

    private ChannelProviders() {
    }

    /**
     * Returns a new one.
     *
     * @throws UsageException if there is none of that name
     * @throws IOException that says why, if it cannot be used here
     */
    static AsynchronousChannelProvider named(CommandLine line) throws UsageException, IOException {
        String name = line.text(CommandLineOption.PROVIDER);
        if (name.equals(SELECTOR)) {
            return new SelectorChannelProvider();
        }
        if (!name.equals(IO_URING)) {
            throw line.unexpected(CommandLineOption.PROVIDER);
        }
        Optional<String> reason = IoUringChannelProvider.unavailable();
        if (reason.isPresent()) {
            throw new IOException(CommandLineOption.PROVIDER.longName() + " " + IO_URING
                    + " cannot be used here: " + reason.get());
        }
        return new IoUringChannelProvider();
    }
}
