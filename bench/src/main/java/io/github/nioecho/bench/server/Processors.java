package io.github.nioecho.bench.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The processors that this process may use, in two parts: one for the client, which is this JVM, and
 * one for the servers. On one processor the scheduler decides anew from one moment to the next who
 * shares it with whom, and that is much of what differs between two measurements of the same server.
 *
 * <p>The client gets one core, with all its hyperthreads, and the servers get the rest; where there
 * is no more than one core, the client gets one of its hyperthreads.
 *
 * <p>A JVM that is bound to a part takes that for the whole machine: its
 * {@link Runtime#availableProcessors()} is the part's size, and what follows from it is chosen
 * accordingly, as the garbage collector and the number of its threads are. So anything that is to
 * know the whole machine, as {@link #split()} is, comes before {@link #bindClient()}.
 *
 * <pre>{@code
 * Optional<Processors> parts = Processors.split();
 * try (Closeable bound = parts.get().bindClient()) {
 *     Process server = parts.get().start(new ProcessBuilder("java", "Server"));
 * }
 * }</pre>
 *
 * <p>Immutable, and for any thread but virtual ones. Linux only.
 */
public final class Processors {

    private static final Path TOPOLOGY = Path.of("/sys/devices/system/cpu");

    private final ProcessorSet allowed;
    private final ProcessorSet client;
    private final ProcessorSet servers;
    private final boolean hyperthreads;

    private Processors(ProcessorSet allowed, ProcessorSet client, boolean hyperthreads) {
        this.allowed = allowed;
        this.client = client;
        this.servers = allowed.without(client);
        this.hyperthreads = hyperthreads;
    }

    /** Returns why processors cannot be set apart here, if that is so; words for people. */
    public static Optional<String> unavailable() {
        return Affinity.unavailable().or(() -> allowed().size() > 1
                ? Optional.empty()
                : Optional.of("this process may use one processor only"));
    }

    /**
     * Splits the processors that the calling thread may run on; empty where
     * {@link #unavailable()} says why.
     */
    public static Optional<Processors> split() {
        return unavailable().isPresent()
                ? Optional.empty()
                : Optional.of(split(allowed(), Processors::coreOf));
    }

    /**
     * Splits these.
     *
     * @param allowed two at least
     * @param coreOf gives all hyperthreads of a processor's core, itself among them
     */
    static Processors split(ProcessorSet allowed, IntFunction<ProcessorSet> coreOf) {
        int first = allowed.numbers().get(0);
        ProcessorSet core = coreOf.apply(first).and(allowed);
        ProcessorSet client = core.size() < allowed.size() ? core : ProcessorSet.of(first);
        return new Processors(allowed, client, allowed.numbers().stream()
                .anyMatch(number -> coreOf.apply(number).and(allowed).size() > 1));
    }

    /** Returns the client's part. */
    public ProcessorSet client() {
        return client;
    }

    /** Returns the servers' part. */
    public ProcessorSet servers() {
        return servers;
    }

    /** Returns whether some of all these processors are hyperthreads of one core. */
    public boolean hyperthreads() {
        return hyperthreads;
    }

    /** Returns for people {@code client on processor 0, servers on processors 1-3}. */
    public String words() {
        return "client on " + client.words() + ", servers on " + servers.words();
    }

    /**
     * Binds all threads of this JVM to the client's part, and so those that they start from then
     * on.
     *
     * @return lets all of them run on both parts again when it is closed
     * @throws IOException if the system does not allow it; some may be bound then
     */
    public Closeable bindClient() throws IOException {
        long self = ProcessHandle.current().pid();
        client.bindProcess(self);
        return () -> allowed.bindProcess(self);
    }

    /**
     * Starts a process that is bound to the servers' part from its first instruction. The calling
     * thread is for a moment, because a process inherits from the thread that starts it; the JDK
     * starts it from there. Its thread that awaits the end of the process may stay.
     *
     * @param builder what to start
     * @throws IOException if it cannot be started, or the system does not allow to bind it
     * @throws IllegalStateException in a virtual thread
     */
    public Process start(ProcessBuilder builder) throws IOException {
        ProcessorSet own = ProcessorSet.of(Affinity.ofThisThread());
        servers.bindThisThread();
        try {
            return builder.start();
        } finally {
            own.bindThisThread();
        }
    }

    /**
     * Binds all threads of a process that runs already to the servers' part. A JVM has chosen by
     * then how many threads collect garbage, for one.
     *
     * @throws IOException if it has ended, or the system does not allow it
     */
    public void bindServer(long pid) throws IOException {
        servers.bindProcess(pid);
    }

    private static ProcessorSet allowed() {
        try {
            return ProcessorSet.of(Affinity.ofThisThread());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was asked before
        }
    }

    private static ProcessorSet coreOf(int number) {
        Path siblings = TOPOLOGY.resolve("cpu" + number + "/topology/thread_siblings_list");
        try {
            return ProcessorSet.parse(Files.readString(siblings));
        } catch (IOException | NumberFormatException expected) {
            return ProcessorSet.of(number); // a kernel, or a container, that does not tell
        }
    }
}
