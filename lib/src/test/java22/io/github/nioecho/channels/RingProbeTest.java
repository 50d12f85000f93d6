package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RingProbeTest {
    @Test
    void ok() {
        assertEquals(Optional.empty(), IoUringChannelProvider.unavailable());
        assertEquals(Optional.empty(), new RingProbe().get());
    }
}
