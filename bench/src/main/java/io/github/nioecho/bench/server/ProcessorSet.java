package io.github.nioecho.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Some of the machine's processors, by the numbers that Linux gives them. Immutable. */
public final class ProcessorSet {

    private final BitSet numbers;

    private ProcessorSet(BitSet numbers) {
        this.numbers = numbers;
    }

    static ProcessorSet of(BitSet numbers) {
        return new ProcessorSet((BitSet) numbers.clone());
    }

    static ProcessorSet of(int number) {
        BitSet one = new BitSet();
        one.set(number);
        return new ProcessorSet(one);
    }

    /**
     * Reads a list as the kernel writes it: {@code 0-3,8}.
     *
     * @throws NumberFormatException if it is something else
     */
    static ProcessorSet parse(String list) {
        BitSet numbers = new BitSet();
        for (String range : list.strip().split(",")) {
            String[] ends = range.split("-", 2);
            numbers.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return new ProcessorSet(numbers);
    }

    /**
     * Has the calling thread run on these only, and so the threads and processes that it starts
     * from then on.
     *
     * @throws IOException if the system does not allow it
     * @throws IllegalStateException if it is a virtual thread
     */
    public void bindThisThread() throws IOException {
        Affinity.ofThisThread(numbers);
    }

    /**
     * Has all threads of a process run on these only, and those that they start from then on.
     *
     * @throws IOException if it has ended, or the system does not allow it
     */
    void bindProcess(long pid) throws IOException {
        Set<Integer> bound = new HashSet<>();
        // A thread that was not bound yet may have started one that was not there to be listed.
        for (boolean isNew = true; isNew;) {
            isNew = false;
            for (int thread : threads(pid)) {
                isNew |= Affinity.of(thread, numbers) && bound.add(thread);
            }
        }
    }

    private static List<Integer> threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.map(task -> Integer.valueOf(task.getFileName().toString())).toList();
        }
    }

    ProcessorSet and(ProcessorSet others) {
        BitSet both = (BitSet) numbers.clone();
        both.and(others.numbers);
        return new ProcessorSet(both);
    }

    ProcessorSet without(ProcessorSet others) {
        BitSet rest = (BitSet) numbers.clone();
        rest.andNot(others.numbers);
        return new ProcessorSet(rest);
    }

    /** Returns how many they are. */
    public int size() {
        return numbers.cardinality();
    }

    /** Returns their numbers, in order. */
    public List<Integer> numbers() {
        return numbers.stream().boxed().toList();
    }

    /** Returns {@code processor 0} or {@code processors 1-3,8}. */
    String words() {
        return (size() == 1 ? "processor " : "processors ") + this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessorSet set && numbers.equals(set.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** Returns the list that the kernel would write: {@code 0-3,8}. */
    @Override
    public String toString() {
        StringBuilder list = new StringBuilder();
        for (int first = numbers.nextSetBit(0); first >= 0;) {
            int last = numbers.nextClearBit(first) - 1;
            list.append(list.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                list.append('-').append(last);
            }
            first = numbers.nextSetBit(last + 1);
        }
        return list.toString();
    }
}
