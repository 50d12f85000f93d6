package io.github.nioecho.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.ProfilerConfig;

@Timeout(30)
class JmhOptionsTest {

    @Test
    void failureEndsAForkButNotTheHost() throws Exception {
        JmhOptions inHost = new JmhOptions();

        assertFalse(inHost.shouldFailOnError().orElse(false));
        assertTrue(inFork(inHost).shouldFailOnError().orElse(false));
    }

    @Test
    void failureEndsAHostWithoutForks() throws Exception {
        assertTrue(new JmhOptions("-f", "0").shouldFailOnError().orElse(false));
    }

    @Test
    void hostFailsOnErrorWhenAskedTo() throws Exception {
        assertTrue(new JmhOptions("-foe", "true").shouldFailOnError().orElse(false));
    }

    @Test
    void profilersAreAddedOnce() throws Exception {
        List<String> expected = List.of(
                "gc", ServerCostProfiler.class.getName(), RoundTripProfiler.class.getName());

        assertEquals(expected, profilers(new JmhOptions("-prof", "gc")));
        assertEquals(expected, profilers(inFork(new JmhOptions("-prof", "gc"))));
        assertEquals(expected, profilers(new JmhOptions(
                "-prof", "gc", "-prof", ServerCostProfiler.class.getName())));
    }

    @Test
    void userJvmArgsAreKept() throws Exception {
        JmhOptions options =
                new JmhOptions("-jvmArgsPrepend", "-Da=1", "-jvmArgs", "-Xmx64m");

        Collection<String> prepended = options.getJvmArgsPrepend().orElse(List.of());

        assertTrue(prepended.contains("-Da=1"), prepended::toString);
        assertEquals(List.of("-Xmx64m"), new ArrayList<>(options.getJvmArgs().get()));
    }

    @Test
    void optionsForUnsafeAreNotGivenToAnotherJvm() throws Exception {
        Collection<String> ours = new JmhOptions().getJvmArgsPrepend().orElse(List.of());
        Collection<String> other =
                new JmhOptions("-jvm", "/opt/other/bin/java").getJvmArgsPrepend().orElse(List.of());

        String option = "--sun-misc-unsafe-memory-access=allow";
        assertEquals(Runtime.version().feature() >= 23, ours.contains(option));
        assertFalse(other.contains(option));
    }

    private static List<String> profilers(Options options) {
        return options.getProfilers().stream().map(ProfilerConfig::getKlass).toList();
    }

    private static Options inFork(Options options) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(options);
        }
        try (ObjectInputStream input =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Options) input.readObject();
        }
    }
}
