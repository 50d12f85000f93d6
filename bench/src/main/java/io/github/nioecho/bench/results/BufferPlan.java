package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.nioecho.bench.messages.Messages;
import java.util.List;

/**
 * What a search for buffer sizes set out to do.
 *
 * @param variants names of the servers
 * @param messages sizes of the messages that the user has
 * @param connections that the user holds
 * @param loadConnections of these, those that carry messages while throughput is measured
 * @param memoryBytes what the connections may hold together, in bytes; null for no bound
 * @param candidatesBytes the buffer sizes to choose from, in bytes
 * @param measuresAll whether all of these are measured, and not only those that the fit prefers
 * @param gridBuffersBytes those that the fit is made from
 * @param gridMessagesBytes the message sizes that the fit is made from
 * @param threads server threads or event loops
 * @param budgetMillis for everything
 */
public record BufferPlan(
        List<String> variants,
        Messages messages,
        int connections,
        int loadConnections,
        @JsonInclude(JsonInclude.Include.NON_NULL) Long memoryBytes,
        List<Integer> candidatesBytes,
        boolean measuresAll,
        List<Integer> gridBuffersBytes,
        List<Integer> gridMessagesBytes,
        int threads,
        long budgetMillis) {

    /** Copies the lists. */
    public BufferPlan {
        variants = Required.filled("variants", variants);
        Required.value("messages", messages);
        candidatesBytes = Required.filled("candidatesBytes", candidatesBytes);
        gridBuffersBytes = Required.filled("gridBuffersBytes", gridBuffersBytes);
        gridMessagesBytes = Required.filled("gridMessagesBytes", gridMessagesBytes);
    }
}
