package io.github.nioecho.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The time that a hypervisor took away from all processors of this machine since some moment, as
 * proc_stat(5) has it. For any thread.
 */
final class StealTime {

    /** User, nice, system, idle, iowait, irq, softirq, steal; what follows is part of these. */
    private static final int FIELDS = 8;
    private static final int STEAL = 7;

    private final Supplier<Optional<long[]>> times;
    private final Optional<long[]> begin;

    /** Begins now, with a clock that gives all {@value #FIELDS} times so far, if it knows them. */
    StealTime(Supplier<Optional<long[]>> times) {
        this.times = times;
        this.begin = times.get();
    }

    static StealTime sinceNow() {
        return new StealTime(() -> read(Path.of("/proc/stat")));
    }

    /** Returns its share of all time, from 0 to 1; null if that is not known. */
    Double share() {
        Optional<long[]> end = times.get();
        if (begin.isEmpty() || end.isEmpty()) {
            return null;
        }
        long all = Arrays.stream(end.get()).sum() - Arrays.stream(begin.get()).sum();
        long stolen = end.get()[STEAL] - begin.get()[STEAL];
        // A processor that is taken out takes its times with it, and idle time may go back a little.
        return all <= 0 || stolen < 0 ? null : (Double) Math.min(1, stolen / (double) all);
    }

    /** Reads the first line: {@code cpu  10 0 20 3000 0 0 0 1 0 0}. */
    static Optional<long[]> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .map(line -> line.split(" +"))
                    .filter(words -> words[0].equals("cpu") && words.length > FIELDS)
                    .map(words -> Arrays.stream(words, 1, 1 + FIELDS)
                            .mapToLong(Long::parseLong).toArray());
        } catch (IOException | NumberFormatException expected) {
            return Optional.empty(); // not Linux
        }
    }
}
