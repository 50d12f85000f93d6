package io.github.nioecho.bench.results;

import io.github.nioecho.bench.messages.Messages;
import java.util.List;

/**
 * What a comparison set out to measure: in each round every server with every buffer size and
 * message size, to answer each of the questions. For each of these settings the servers take turns,
 * which are called blocks, and are measured for a slice of time in each.
 *
 * @param variants names of the servers
 * @param baseline name of the server that ratios are taken to
 * @param bufferSizesBytes the servers' buffer sizes per connection, in bytes; a single null where
 *     they are not known, as a target's
 * @param messages sizes of the messages: for each of these everything is measured
 * @param questions what is asked of each server, in the order of asking; null in results of
 *     before they could be chosen, which stands for the usual ones
 * @param transport what carries the bytes; null in results of before it could be chosen, which
 *     stands for TCP
 * @param connections client connections at a time for throughput and churn, each with one message
 *     outstanding
 * @param latencyConnections the same for latency; more than one measure the client's queue as well
 * @param threads server threads or event loops; null if not known
 * @param rounds how often each cell is measured, each time in a fresh JVM
 * @param warmupMillis load before the first block of a setting that is not counted, in
 *     milliseconds; a server that has just been started has been warmed up before
 * @param blocks how often the servers take turns in a setting and round; where doubt decides, the
 *     mean
 * @param sliceMillis length of one slice, in milliseconds
 */
public record ComparisonPlan(
        List<String> variants,
        String baseline,
        List<Integer> bufferSizesBytes,
        List<Messages> messages,
        List<Question> questions,
        Transport transport,
        int connections,
        int latencyConnections,
        Integer threads,
        int rounds,
        long warmupMillis,
        int blocks,
        long sliceMillis) {

    /** Copies the lists; no questions stand for the usual ones, and no transport for TCP. */
    public ComparisonPlan {
        variants = Required.filled("variants", variants);
        Required.value("baseline", baseline);
        bufferSizesBytes = Required.filledOrUnknown("bufferSizesBytes", bufferSizesBytes);
        messages = Required.filled("messages", messages);
        questions = questions == null
                ? Question.usual() : Required.filled("questions", questions);
        transport = transport == null ? Transport.TCP : transport;
    }

    /** Returns the same grid, measured so often and for so long. */
    public ComparisonPlan withTimes(
            int newRounds, long newWarmupMillis, int newBlocks, long newSliceMillis) {
        return new ComparisonPlan(variants, baseline, bufferSizesBytes, messages,
                questions, transport, connections, latencyConnections, threads, newRounds,
                newWarmupMillis, newBlocks, newSliceMillis);
    }
}
