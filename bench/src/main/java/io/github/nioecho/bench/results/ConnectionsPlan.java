package io.github.nioecho.bench.results;

import io.github.nioecho.bench.messages.Messages;
import java.util.List;

/**
 * What a measurement over the number of connections set out to do.
 *
 * @param variants names of the servers
 * @param counts numbers of open connections, those only that descriptors allow
 * @param asked numbers of connections that were asked for
 * @param activeShare share of the connections that echo while CPU is measured: 0.1 is 10 %
 * @param bufferSizeBytes the servers' buffer size per connection, in bytes; null if not known
 * @param messages sizes of the messages
 * @param threads server threads or event loops; null if not known
 * @param rounds how often each server is measured with each number
 * @param measureMillis length of the measurement of CPU, in milliseconds
 * @param serverJvmArgs options of every server's JVM; empty for targets
 */
public record ConnectionsPlan(
        List<String> variants,
        List<Integer> counts,
        List<Integer> asked,
        double activeShare,
        Integer bufferSizeBytes,
        Messages messages,
        Integer threads,
        int rounds,
        long measureMillis,
        List<String> serverJvmArgs) {

    /** Copies the lists. */
    public ConnectionsPlan {
        variants = Required.filled("variants", variants);
        Required.value("messages", messages);
        counts = Required.filled("counts", counts);
        asked = Required.filled("asked", asked);
        serverJvmArgs = Required.list("serverJvmArgs", serverJvmArgs);
    }
}
