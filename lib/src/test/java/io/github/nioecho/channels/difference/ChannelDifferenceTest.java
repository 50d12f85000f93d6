package io.github.nioecho.channels.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays the same random sequences of calls on the JDK's provider and on ours: what comes of them is
 * the same, but for what {@link AllowedDifference} lists.
 *
 * <p>{@code -Dchannels.sequences=100000} plays more than the usual 2,000 on each, and {@code
 * -Dchannels.seed=N} begins with the sequence that a failure has named.
 */
// What is compared is Linux's: when a socket is full, and what comes after a reset.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ChannelDifferenceTest {

    private static final long SEQUENCES = Long.getLong("channels.sequences", 2000);
    /** Nothing takes long; but a machine may be busy. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A mutant that waits for ever is not waited for as long. */
    private static final long SHORT_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int ENOUGH = 5;
    /** Shows the one mutant that only one sequence of thousands shows; found from 1 on. */
    private static final long SEED_FOR_LATE_WRITES = 9776;
    /**
     * A difference that five more times is none is the machine's, as where a packet comes late: so
     * many may there be for one that is always there.
     */
    private static final long SEQUENCES_FOR_ONE_LATE_PACKET = 2000;

    private final AsynchronousChannelProvider jdk = AsynchronousChannelProvider.provider();

    @ParameterizedTest
    @ValueSource(strings = {"SelectorChannelProvider", "IoUringChannelProvider"})
    void oursDoAsTheJdkDoes(String name) throws Exception {
        Optional<AsynchronousChannelProvider> candidate = candidate(name);
        ChannelDifference difference =
                new ChannelDifference(jdk, candidate.orElseThrow(), name.startsWith("Selector")
                        ? AllowedDifference.ofSelector() : AllowedDifference.ofRing(), LIMIT_NANOS);
        assertSame(difference, name, SEQUENCES);
    }

    /** The driver's own races would show here. */
    @Test
    void theJdkDoesAsItself() throws Exception {
        assertSame(new ChannelDifference(jdk, jdk, Set.of(), LIMIT_NANOS), "the JDK",
                SEQUENCES / 4);
    }

    /** What is wrong is found, and nothing where nothing is. */
    @ParameterizedTest
    @EnumSource(Mutant.class)
    void theDriverFindsWhatIsWrong(Mutant mutant) throws Exception {
        long seed = mutant == Mutant.TELLS_OF_A_WRITE_AFTER_THE_READ_THAT_FOLLOWS
                ? SEED_FOR_LATE_WRITES : seed();
        ChannelDifference difference =
                new ChannelDifference(jdk, new MutantProvider(mutant), AllowedDifference.ofRing(),
                        mutant == Mutant.NONE ? LIMIT_NANOS : SHORT_LIMIT_NANOS);
        Collection<String> found = difference.search(seed, mutant == Mutant.NONE ? 200 : 4000, 1);
        assertEquals(mutant == Mutant.NONE, found.isEmpty(), () -> "from seed " + seed + found);
    }

    private static void assertSame(ChannelDifference difference, String name, long sequences)
            throws Exception {
        long seed = seed();
        System.out.println(name + ": " + sequences + " sequences from -Dchannels.seed=" + seed);
        Collection<String> found = difference.search(seed, sequences, ENOUGH);
        List<String> late = difference.unconfirmed();
        late.forEach(System.out::println);
        assertTrue(found.isEmpty(), () -> String.join("\n", found));
        assertEquals(sequences, difference.played());
        assertTrue(late.size() <= 1 + sequences / SEQUENCES_FOR_ONE_LATE_PACKET, () ->
                String.join("\n", late));
        System.out.println(name + ": allowed differences " + difference.allowed());
    }

    private static long seed() {
        return Long.getLong("channels.seed", System.nanoTime());
    }

    /** By its name, and skipped with its reason where it is not available. */
    private static Optional<AsynchronousChannelProvider> candidate(String name) throws Exception {
        Class<?> type;
        try {
            type = Class.forName("io.github.nioecho.channels." + name);
        } catch (ClassNotFoundException e) {
            assumeTrue(false, name + " is not there");
            return Optional.empty();
        }
        try {
            Object reason = type.getMethod("unavailable").invoke(null);
            Object text = reason instanceof Optional<?> optional ? optional.orElse(null) : reason;
            assumeTrue(text == null, name + ": " + text);
        } catch (NoSuchMethodException expected) {
            // It is available everywhere.
        }
        try {
            return Optional.of((AsynchronousChannelProvider) type.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            assertFalse(true, name + ": " + e.getCause());
            return Optional.empty();
        }
    }
}
