package io.github.nioecho;

import io.github.nioecho.channels.IoUringChannelProvider;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Optional;
import java.util.stream.Stream;

/** The providers of this library that can be used here, one of each in the process. */
public final class OwnProviders {

    public static final AsynchronousChannelProvider SELECTOR =
            warm(new SelectorChannelProvider());

    /** Null where it cannot be used. */
    private static final AsynchronousChannelProvider IO_URING = ioUring();

    private OwnProviders() {
    }

    /** Returns the providers that there are; what is missing stands in the output. */
    public static Stream<AsynchronousChannelProvider> available() {
        return Stream.of(SELECTOR, IO_URING).filter(provider -> provider != null);
    }

    private static AsynchronousChannelProvider ioUring() {
        Optional<String> reason = IoUringChannelProvider.unavailable();
        reason.ifPresent(why -> System.out.println("OwnProviders: no io_uring: " + why));
        return reason.isPresent() ? null : warm(new IoUringChannelProvider());
    }

    /** The default group stays, once there is one. */
    private static AsynchronousChannelProvider warm(AsynchronousChannelProvider provider) {
        try {
            provider.openAsynchronousSocketChannel(null).close();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
