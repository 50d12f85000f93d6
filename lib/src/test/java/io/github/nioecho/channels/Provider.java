package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Optional;

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
        AsynchronousChannelProvider make() throws ReflectiveOperationException {
            return named("SelectorChannelProvider");
        }
    },

    IO_URING {
        @Override
        AsynchronousChannelProvider make() throws ReflectiveOperationException {
            Object reason = ((Optional<?>) type("IoUringChannelProvider")
                    .getMethod("unavailable").invoke(null)).orElse(null);
            assumeTrue(reason == null, () -> "io_uring is unavailable: " + reason);
            return named("IoUringChannelProvider");
        }
    };

    private static final String CHOSEN = System.getProperty("provider", "");

    private AsynchronousChannelProvider made;

    /** Returns the provider, the same one each time; skips the test if there is none here. */
    synchronized AsynchronousChannelProvider get() {
        assumeTrue(CHOSEN.isEmpty() || CHOSEN.equals(name()),
                () -> "only " + CHOSEN + " was asked for");
        if (made == null) {
            try {
                made = make();
            } catch (InvocationTargetException e) {
                throw new AssertionError(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return made;
    }

    abstract AsynchronousChannelProvider make() throws ReflectiveOperationException;

    private static AsynchronousChannelProvider named(String name)
            throws ReflectiveOperationException {
        return (AsynchronousChannelProvider) type(name).getConstructor().newInstance();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(Provider.class.getPackageName() + '.' + name);
        } catch (ClassNotFoundException e) {
            assumeTrue(false, name + " is not there yet");
            throw new AssertionError(e);
        }
    }
}
