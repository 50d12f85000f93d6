package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.nioecho.bench.messages.Messages;
import java.util.List;

/**
 * What an open-loop measurement set out to do.
 *
 * @param variants names of the servers
 * @param rate messages per second over all connections; with a sweep, the lowest
 * @param connections client connections
 * @param bufferSizeBytes the servers' buffer size per connection, in bytes; null if not known
 * @param messages sizes of the messages
 * @param threads server threads or event loops; null if not known
 * @param rounds how often each server is measured at a rate
 * @param warmupMillis load before each run that is not counted, in milliseconds
 * @param durationMillis length of one run's schedule, in milliseconds
 * @param p99BoundMicros with a sweep, the p99 response time that a server must stay within, in
 *     microseconds; null without
 */
public record LatencyPlan(
        List<String> variants,
        double rate,
        int connections,
        Integer bufferSizeBytes,
        Messages messages,
        Integer threads,
        int rounds,
        long warmupMillis,
        long durationMillis,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double p99BoundMicros) {

    /** Copies the list. */
    public LatencyPlan {
        variants = Required.filled("variants", variants);
        Required.value("messages", messages);
    }
}
