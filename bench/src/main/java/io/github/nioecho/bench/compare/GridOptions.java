package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.Subject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what is asked of each server, and with which sizes. */
final class GridOptions {

    private static final List<Integer> BUFFER_SIZES = List.of(256, 1024, 4096, 16384, 65536);
    private static final List<Integer> MESSAGE_SIZES = List.of(1024, 65536);
    private static final String USUAL_BASELINE = "selector";
    private static final int MOST_BYTES = 1 << 26;
    // Latency is asked of a server that is not queued on; the option is for the other questions.
    private static final int LATENCY_CONNECTIONS = 1;

    @Option(names = "--buffer-sizes", split = ",", paramLabel = "BYTES",
            description = "sizes of each connection's buffer in the server"
                    + " (256,1024,4096,16384,65536)")
    private List<Integer> bufferSizesBytes;

    @Option(names = "--message-sizes", split = ",", paramLabel = "BYTES",
            description = "sizes of one message (1024,65536; none, if there are --messages)")
    private List<Integer> messageSizesBytes;

    @Option(names = "--messages", paramLabel = "MIX",
            description = "sizes of messages in a mixture, like 64:50%%,1024:40%%,64KiB:10%%; one"
                    + " more row of each table; may be given several times")
    private List<String> mixtures;

    @Option(names = "--questions", split = ",", paramLabel = "NAME",
            defaultValue = "throughput,latency",
            description = "what to measure: throughput, latency, churn, which is connections that"
                    + " come, echo one message and go (${DEFAULT-VALUE})")
    private List<String> questions;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "16",
            description = "client connections for throughput, and for churn at a time"
                    + " (${DEFAULT-VALUE}); latency is measured with one")
    private int connections;

    @Option(names = "--baseline", paramLabel = "NAME",
            description = "server that ratios are taken to (selector, or else the first)")
    private String baseline;

    @Mixin
    private OptionCheck check;

    /** Returns what to measure of some servers, at least one; the times are still open. */
    ComparisonPlan plan(List<Subject> subjects, Transport transport, int threads) {
        boolean targets = subjects.get(0).isTarget();
        if (targets && bufferSizesBytes != null) {
            throw check.wrong(
                    "--buffer-sizes cannot be chosen for a --target, which is running already");
        }
        List<Integer> bufferSizes = bufferSizesBytes == null ? BUFFER_SIZES : bufferSizesBytes;
        requireSizes("--buffer-sizes", bufferSizes);
        check.requirePositive("--connections", connections);
        List<String> names = subjects.stream().map(Subject::name).toList();
        return new ComparisonPlan(
                names,
                baseline(names),
                targets
                        ? Collections.singletonList(null)
                        : bufferSizes.stream().distinct().sorted().toList(),
                messages(),
                questions(),
                transport,
                connections,
                LATENCY_CONNECTIONS,
                targets ? null : (Integer) threads,
                0, 0, 0, 0);
    }

    private List<Messages> messages() {
        List<Integer> sizes = messageSizesBytes != null ? messageSizesBytes
                : mixtures == null ? MESSAGE_SIZES : List.of();
        requireSizes("--message-sizes", sizes);
        List<String> mixed = mixtures == null ? List.of() : mixtures;
        return Stream.concat(
                        sizes.stream().map(Messages::of),
                        mixed.stream().map(text -> check.messages("--messages", text)))
                .distinct().sorted().toList();
    }

    /** Returns what is asked, in an order that is the same whatever the user's. */
    private List<Question> questions() {
        List<String> known = Arrays.stream(Question.values()).map(Question::id).toList();
        for (String question : questions) {
            if (!known.contains(question)) {
                throw check.wrong("--questions must be some of " + String.join(", ", known)
                        + "; was " + question);
            }
        }
        return Arrays.stream(Question.values())
                .filter(question -> questions.contains(question.id()))
                .toList();
    }

    private String baseline(List<String> names) {
        if (baseline == null) {
            return names.contains(USUAL_BASELINE) ? USUAL_BASELINE : names.get(0);
        }
        if (!names.contains(baseline)) {
            throw check.wrong("--baseline must be one of the servers that are compared, "
                    + String.join(", ", names) + "; was " + baseline);
        }
        return baseline;
    }

    private void requireSizes(String option, List<Integer> sizesBytes) {
        for (int size : sizesBytes) {
            if (size < 1 || size > MOST_BYTES) {
                throw check.wrong(option + " must be 1 to " + MOST_BYTES + " bytes, was " + size);
            }
        }
    }
}
