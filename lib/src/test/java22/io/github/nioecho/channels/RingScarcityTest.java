package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that may not have what they need: that fails, and all goes on when there is some. */
@Timeout(60)
class RingScarcityTest {

    @BeforeAll
    static void isAvailable() {
        IoUringChannelProvider.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    @Test
    void noDescriptorIsFree() throws Exception {
        assertEquals("goes on", child("ulimit -n 200", "descriptors"));
    }

    @Test
    void noMemoryToLock() throws Exception {
        assertEquals("goes on",
                child(RingProbeTest.mayLock(64), "lockedMemory"));
    }

    @Test
    void noMemoryForCopies() throws Exception {
        assertEquals("goes on", child("true", "directMemory", "-XX:MaxDirectMemorySize=200k"));
    }

    private static String child(String shellCommand, String what, String... jvmOptions)
            throws Exception {
        List<String> options = new ArrayList<>(List.of(RingProbeTest.NATIVE_ACCESS));
        options.addAll(List.of(jvmOptions));
        return RingProbeTest.child(shellCommand, options, RingScarcityChild.class, what);
    }
}
