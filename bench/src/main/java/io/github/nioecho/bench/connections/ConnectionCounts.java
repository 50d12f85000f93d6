package io.github.nioecho.bench.connections;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers of connections to measure with, as far as descriptors allow.
 *
 * @param asked what was asked for, ascending, each once
 * @param counts what can be measured, ascending
 * @param remarks a sentence for every number that cannot
 */
record ConnectionCounts(List<Integer> asked, List<Integer> counts, List<String> remarks) {

    /**
     * Descriptors that are needed besides: for the others that are open while memory is read, and
     * for jars, selectors and the pipes to a server.
     */
    static final int RESERVE = ConnectionsMeasurement.MOST_OTHERS + 128;

    /**
     * Finds out what can be measured. A server is started with the limit of this process, so one
     * limit holds for both ends.
     *
     * @param asked numbers of connections, each at least 1
     * @param descriptorLimit how many descriptors this process may open; null if not known
     */
    static ConnectionCounts within(List<Integer> asked, Long descriptorLimit) {
        List<Integer> ascending = asked.stream().distinct().sorted().toList();
        long most = descriptorLimit == null ? Long.MAX_VALUE : descriptorLimit - RESERVE;
        List<Integer> counts = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (int count : ascending) {
            if (count <= most) {
                counts.add(count);
                continue;
            }
            String instead = "left out";
            if (most >= 1 && !counts.contains((int) most)) {
                counts.add((int) most);
                instead = String.format(Locale.ROOT, "measured with %,d instead", most);
            }
            remarks.add(String.format(Locale.ROOT,
                    "%,d connections need %,d descriptors, this process may open %,d: %s",
                    count, (long) count + RESERVE, descriptorLimit, instead));
        }
        return new ConnectionCounts(ascending, List.copyOf(counts), List.copyOf(remarks));
    }

    /** Returns the greatest number to measure with; 0 if there is none. */
    int most() {
        return counts.isEmpty() ? 0 : counts.get(counts.size() - 1);
    }
}
