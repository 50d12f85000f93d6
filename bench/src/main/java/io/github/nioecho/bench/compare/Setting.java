package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import java.util.ArrayList;
import java.util.List;

/**
 * What all servers are asked alike: a cell but for the server.
 *
 * @param question what is asked
 * @param bufferSizeBytes the servers' buffer size per connection, in bytes; null if not known
 * @param messages sizes of the messages
 * @param connections client connections at a time
 * @param threads server threads or event loops; null if not known
 */
record Setting(Question question, Integer bufferSizeBytes, Messages messages, int connections,
        Integer threads) {

    /** Returns all settings of a plan, by buffer size, message size and question. */
    static List<Setting> of(ComparisonPlan plan) {
        List<Setting> settings = new ArrayList<>();
        for (Integer bufferSize : plan.bufferSizesBytes()) {
            for (Messages messages : plan.messages()) {
                for (Question question : plan.questions()) {
                    int connections = switch (question) {
                        case THROUGHPUT, CHURN -> plan.connections();
                        case LATENCY -> plan.latencyConnections();
                    };
                    settings.add(new Setting(
                            question, bufferSize, messages, connections, plan.threads()));
                }
            }
        }
        return settings;
    }

    /** Returns the setting of a cell. */
    static Setting of(Cell cell) {
        return new Setting(cell.benchmark(), cell.bufferSizeBytes(), cell.messages(),
                cell.connections(), cell.threads());
    }

    /** Returns the cell of a server. */
    Cell cell(String variant) {
        return new Cell(
                question, variant, bufferSizeBytes, messages, connections, threads);
    }

    /** Returns the cells of servers. */
    List<Cell> cells(List<String> variants) {
        return variants.stream().map(this::cell).toList();
    }

    /** Writes {@code throughput, buffer 1 KiB, messages of 64 KiB}. */
    String describe() {
        return question.id()
                + (bufferSizeBytes == null ? "" : ", buffer " + Figures.bytes(bufferSizeBytes))
                + ", messages of " + Figures.messages(messages);
    }
}
