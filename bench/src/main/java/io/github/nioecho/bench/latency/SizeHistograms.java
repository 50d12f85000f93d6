package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.messages.Messages.Part;
import io.github.nioecho.bench.results.SizeTimes;
import io.github.nioecho.bench.run.TimeDistribution;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Times by the size of the message; none where all messages have the same. For one thread. */
final class SizeHistograms {

    private static final int SIGNIFICANT_DIGITS = 3;

    private final int[] sizesBytes;
    private final List<Histogram> responses = new ArrayList<>();
    private final List<Histogram> services = new ArrayList<>();

    SizeHistograms(Messages messages) {
        sizesBytes = messages.isMixed()
                ? messages.parts().stream().mapToInt(Part::sizeBytes).toArray() : new int[0];
        for (int i = 0; i < sizesBytes.length; i++) {
            responses.add(new Histogram(SIGNIFICANT_DIGITS));
            services.add(new Histogram(SIGNIFICANT_DIGITS));
        }
    }

    /** Records a message that came back. */
    void echoed(int sizeBytes, long responseNanos, long serviceNanos) {
        for (int i = 0; i < sizesBytes.length; i++) {
            if (sizesBytes[i] == sizeBytes) {
                responses.get(i).recordValue(responseNanos);
                services.get(i).recordValue(serviceNanos);
            }
        }
    }

    /** Records a message that was given up. */
    void unanswered(int sizeBytes, long waitedNanos) {
        for (int i = 0; i < sizesBytes.length; i++) {
            if (sizesBytes[i] == sizeBytes) {
                responses.get(i).recordValue(waitedNanos);
            }
        }
    }

    /** Forgets everything. */
    void reset() {
        responses.forEach(Histogram::reset);
        services.forEach(Histogram::reset);
    }

    /** Adds another's times, of the same messages. */
    void add(SizeHistograms other) {
        for (int i = 0; i < sizesBytes.length; i++) {
            responses.get(i).add(other.responses.get(i));
            services.get(i).add(other.services.get(i));
        }
    }

    /** Returns what results hold, by size in the mixture's order. */
    List<SizeTimes> times() {
        List<SizeTimes> times = new ArrayList<>();
        for (int i = 0; i < sizesBytes.length; i++) {
            times.add(new SizeTimes(
                    sizesBytes[i],
                    responses.get(i).getTotalCount(),
                    TimeDistribution.percentilesMicros(responses.get(i)),
                    TimeDistribution.percentilesMicros(services.get(i))));
        }
        return times;
    }
}
