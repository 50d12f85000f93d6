package io.github.nioecho.bench.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A variant that runs in a JVM of its own, so that its CPU time and allocation can be told from the
 * client's. It has the java and the class path of this JVM.
 *
 * <p>The process ends when it is {@linkplain #close() closed}, and by itself when this JVM ends in
 * whatever way. Not for use by several threads at once.
 *
 * <pre>{@code
 * try (ServerProcess server = ServerProcess.start(
 *         ServerVariant.SELECTOR, ServerSpec.onLoopback(1024, 1), List.of())) {
 *     ServerCost before = server.cost();
 *     exchangeMessagesWith(server.address());
 *     ServerCost used = server.cost().minus(before);
 * }
 * }</pre>
 */
public final class ServerProcess implements MeasuredServer {

    private static final String MAIN_CLASS = "io.github.nioecho.bench.Launcher";
    private static final long REPLY_TIMEOUT_MILLIS = 20_000;
    private static final long END_TIMEOUT_MILLIS = 5_000;

    // A server that breaks a connection because it is dying is dead this soon after.
    private static final long DEATH_TIMEOUT_MILLIS = 1_000;

    private final Process process;
    private final CpuClock cpu;
    private final OutputStream requests;
    private final OutputLines replies;
    private final OutputLines errors;
    private List<SocketAddress> addresses;

    private ServerProcess(Process process) {
        this.process = process;
        this.cpu = CpuClock.of(process.pid());
        this.requests = process.getOutputStream();
        this.replies = OutputLines.of(process.getInputStream(), "server-stdout");
        this.errors = OutputLines.of(process.getErrorStream(), "server-stderr");
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param variant what to start, in a JVM with the options that it needs
     * @param spec where to listen, and with how much
     * @param jvmArgs further options for the server's JVM
     * @return the server
     * @throws IOException if it ends at once or does not listen within 20 s; the message has the
     *     process's exit code and the end of its stderr
     */
    public static ServerProcess start(
            ServerVariant variant, ServerSpec spec, List<String> jvmArgs) throws IOException {
        return start(variant, List.of(spec), jvmArgs, Optional.empty());
    }

    /**
     * Starts several servers in one JVM, as {@link #start(ServerVariant, ServerSpec, List)} does
     * one: with as many threads, on TCP on the same address or all on the Unix domain.
     *
     * @param specs at least one; with several, any port
     * @param processors has the servers' part of the processors; any, if empty
     */
    public static ServerProcess start(ServerVariant variant, List<ServerSpec> specs,
            List<String> jvmArgs, Optional<Processors> processors) throws IOException {
        ServerSpec first = specs.get(0);
        List<String> arguments = new ArrayList<>(variant.jvmArgs());
        arguments.addAll(jvmArgs);
        arguments.addAll(List.of(
                MAIN_CLASS,
                "serve",
                "--control",
                "--variant", variant.label(),
                "--threads", Integer.toString(first.threads())));
        specs.forEach(spec -> arguments.addAll(
                List.of("--buffer-size", Integer.toString(spec.bufferSizeBytes()))));
        switch (first.transport()) {
            case TCP -> arguments.addAll(List.of(
                    "--bind-address", first.tcpAddress().getAddress().getHostAddress(),
                    "--port", Integer.toString(first.tcpAddress().getPort())));
            case UNIX -> specs.forEach(spec ->
                    arguments.addAll(List.of("--unix", spec.address().toString())));
        }
        return java(arguments, specs.size(), processors);
    }

    /** Starts a main class that speaks {@link ServerControl}'s protocol. */
    static ServerProcess java(List<String> arguments) throws IOException {
        return java(arguments, 1, Optional.empty());
    }

    private static ServerProcess java(List<String> arguments, int listeners,
            Optional<Processors> processors) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path")));
        command.addAll(arguments);
        ServerProcess server = new ServerProcess(start(command, processors));
        try {
            List<SocketAddress> addresses = new ArrayList<>();
            for (int i = 0; i < listeners; i++) {
                addresses.add(Listening.parse(server.reply("an address to listen on")));
            }
            server.addresses = List.copyOf(addresses);
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    private static Process start(List<String> command, Optional<Processors> processors)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        try {
            return processors.isPresent()
                    ? processors.get().start(builder) : builder.start();
        } catch (IOException e) {
            throw OpenFiles.clientFailure("cannot start a server", e);
        }
    }

    /** Returns the address that the server listens on, with the real port; of several the first. */
    @Override
    public SocketAddress address() {
        return addresses.get(0);
    }

    @Override
    public List<SocketAddress> addresses() {
        return addresses;
    }

    /** Returns the id of the server's process. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the process is still running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Asks the server what it has used since it started, and the system about its CPU time, if that
     * tells. The latter comes last: of two readings, only the second one's request is part of what
     * was used between them.
     *
     * @throws IOException if the server is dead or does not answer within 20 s
     */
    public ServerCost cost() throws IOException {
        request(ServerControl.COST);
        ServerCost told = ServerControl.parseCost(reply("its cost"));
        return new ServerCost(cpu.nanos().orElse(told.cpuNanos()), told.allocatedBytes());
    }

    /**
     * Has the server collect its garbage and tell what it holds then.
     *
     * @throws IOException if the server is dead or does not answer within 20 s
     */
    public ServerMemory memory() throws IOException {
        request(ServerControl.MEMORY);
        return ServerControl.parseMemory(reply("its memory"));
    }

    @Override
    public Optional<Long> readCpuNanos() throws IOException {
        OptionalLong nanos = cpu.nanos();
        return Optional.of(nanos.isPresent() ? nanos.getAsLong() : cost().cpuNanos());
    }

    @Override
    public Optional<ServerCost> readCost() throws IOException {
        return Optional.of(cost());
    }

    @Override
    public Optional<ServerMemory> readMemory() throws IOException {
        return Optional.of(memory());
    }

    /**
     * Explains why a connection to the server failed.
     *
     * @param seen what the client saw
     * @return if the server has died within a second, an exception with its exit code and the end
     *     of its stderr; if it runs and has something on stderr, as that it cannot accept, one with
     *     what {@code seen} says and the end of that; otherwise {@code seen}
     */
    @Override
    public IOException failure(IOException seen) {
        try {
            if (!process.waitFor(DEATH_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                List<String> said = errors.latest();
                return said.isEmpty() ? seen : new IOException(seen.getMessage()
                        + "; the server runs, may have " + OpenFiles.allowed()
                        + " like the client, and its stderr ends with:\n  "
                        + String.join("\n  ", said), seen);
            }
            return new IOException("the server died: " + epitaph(), seen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return seen;
        }
    }

    /**
     * Ends the process, by force if it does not end within 5 s, and waits for its end; 5 s again,
     * in case the kernel cannot end it.
     */
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException expected) {
            // The process has ended already, with a request on its way.
        }
        try {
            if (!process.waitFor(END_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(END_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void request(String request) throws IOException {
        try {
            requests.write((request + "\n").getBytes(StandardCharsets.UTF_8));
            requests.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private String reply(String wanted) throws IOException {
        try {
            String line = replies.take(REPLY_TIMEOUT_MILLIS);
            if (line != null) {
                return line;
            }
            if (process.waitFor(DEATH_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the server ended instead of giving " + wanted + ": "
                        + epitaph());
            }
            throw new IOException("the server did not give " + wanted + " within "
                    + REPLY_TIMEOUT_MILLIS + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server");
        }
    }

    /** How a process that has ended did so. */
    private String epitaph() throws InterruptedException {
        List<String> tail = errors.tail(DEATH_TIMEOUT_MILLIS);
        return "exit code " + process.exitValue() + ", "
                + (tail.isEmpty()
                        ? "nothing on stderr"
                        : "stderr:\n  " + String.join("\n  ", tail));
    }
}
