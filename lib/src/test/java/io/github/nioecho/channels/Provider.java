package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.spi.AsynchronousChannelProvider;

/**
 * The providers that the specification is held against. A run can be limited to one of them: {@code
 * mvn test -pl lib -Dtest='io.github.nioecho.channels.*Test' -Dprovider=JDK}.
 */
enum Provider {

    /** The JDK's, which shows that what the tests ask for is what the specification says. */
    JDK {
        @Override
        AsynchronousChannelProvider make() {
            AsynchronousChannelProvider standard = AsynchronousChannelProvider.provider();
            assumeTrue(standard.getClass().getName().startsWith("sun.nio.ch."),
                    "the default provider is not the JDK's");
            return standard;
        }
    },

    SELECTOR {
        @Override
        AsynchronousChannelProvider make() {
            return new SelectorChannelProvider();
        }
    },

    IO_URING {
        @Override
        AsynchronousChannelProvider make() {
            IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
            return new IoUringChannelProvider();
        }
    };

    private static final String CHOSEN = System.getProperty("provider", "");

    private AsynchronousChannelProvider made;

    /** Returns the provider, the same one each time; skips the test if there is none here. */
    synchronized AsynchronousChannelProvider get() {
        assumeTrue(CHOSEN.isEmpty() || CHOSEN.equals(name()),
                () -> "only " + CHOSEN + " was asked for");
        if (made == null) {
            made = make();
        }
        return made;
    }

    abstract AsynchronousChannelProvider make();
}
