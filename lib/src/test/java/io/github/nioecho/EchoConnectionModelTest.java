package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.fault.EchoFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Drives an event loop and its connections, all on this thread, through random sequences of
 * completions, short writes, failures, failures told twice, thrown exceptions, stops and aborts,
 * the latter also in the middle of the server's own steps, where another thread would come between.
 *
 * <p>{@code -Dmodel.seed=N} starts with the sequence that a failure has named.
 */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class EchoConnectionModelTest {

    private static final int SEQUENCES = 100_000;
    private static final ScriptedGroup NO_GROUP = new ScriptedGroup(() -> { });

    @Test
    void keepsItsPromisesInEveryOrderOfEvents() throws Exception {
        long firstSeed = Long.getLong("model.seed", System.nanoTime());
        System.out.println("EchoConnectionModelTest: -Dmodel.seed=" + firstSeed);
        for (long seed = firstSeed; seed - firstSeed < SEQUENCES; seed++) {
            List<String> violations = new Sequence(seed).run();
            assertEquals(List.of(), violations, "-Dmodel.seed=" + seed);
        }
    }

    /** One random sequence of events on one event loop with a few connections. */
    private static final class Sequence implements EchoObserver {

        private static final int BUFFER_SIZE = 4;
        private static final List<Integer> MAX_BUFFER_SIZES = List.of(BUFFER_SIZE, 11, 32);
        private static final int MAX_CHANNELS = 3;
        private static final int MAX_STEPS = 40;
        private static final int CONNECTION_LIMIT = 20;
        private static final Duration A_WHILE = Duration.ofMillis(1);

        /** For ever, by a clock; and so what happens does not depend on that. */
        private static final Duration A_DAY = Duration.ofDays(1);

        /** Those that echo all the same; durations mean nothing to the model's timer. */
        private static final List<ConnectionFault> FAULTS = List.of(
                Faults.NONE,
                EchoFault.latency(A_DAY),
                EchoFault.latency(A_DAY).and(EchoFault.latency(Duration.ZERO)),
                EchoFault.slicer(1).and(EchoFault.latency(A_DAY)),
                EchoFault.latency(A_DAY).and(EchoFault.slicer(1, A_WHILE)),
                EchoFault.slicer(1).and(EchoFault.slowClose(A_WHILE)),
                EchoFault.bandwidth(1).and(EchoFault.slicer(3, A_WHILE)),
                EchoFault.resetPeer(Long.MAX_VALUE).and(EchoFault.latency(A_DAY.multipliedBy(2), A_DAY)));

        // Made once: to walk the stack takes longer than a sequence.
        private static final Throwable RESET = new IOException("Connection reset");
        private static final Throwable OUT_OF_MEMORY = new OutOfMemoryError("in the model");

        private final Random random;
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final ScriptedListener listener = new ScriptedListener(tasks);
        private final List<ScriptedChannel> channels = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final Admissions admissions = new Admissions(CONNECTION_LIMIT);
        private final EventLoop loop;
        private final boolean ahead;
        private final boolean lingering;
        private final boolean delayed;
        private boolean calm;
        private boolean stopped;
        private boolean handlersLost;

        Sequence(long seed) {
            random = new Random(seed);
            int maxBufferSize = MAX_BUFFER_SIZES.get(random.nextInt(MAX_BUFFER_SIZES.size()));
            boolean oneThread = random.nextBoolean();
            ConnectionFault fault = FAULTS.get(random.nextInt(FAULTS.size()));
            boolean adaptive = fault == Faults.NONE && maxBufferSize > BUFFER_SIZE;
            AsynchronousChannelProvider provider = random.nextBoolean()
                    ? OwnProviders.SELECTOR : AsynchronousChannelProvider.provider();
            lingering = adaptive && LingeringEchoConnection.suits(provider);
            ahead = adaptive && oneThread && !lingering;
            delayed = fault.toString().contains("Latency");
            Config config = new Config(
                    InetAddress.getLoopbackAddress(), 0, null, 1, BUFFER_SIZE, maxBufferSize, true,
                    1, 0, Duration.ZERO, Duration.ZERO, true, Map.of(), Thread::new, this,
                    provider, false,
                    new Faults(fault, Map.of(), seed), 0);
            loop = new EventLoop(config, new GuardedObserver(this), admissions,
                    new QueueingTimer(tasks), NO_GROUP, oneThread, listener);
        }

        List<String> run() throws Exception {
            loop.accept();
            int steps = random.nextInt(MAX_STEPS);
            for (int i = 0; i < steps; i++) {
                step();
                checkBuffers();
            }
            calm = random.nextBoolean();
            int ending = random.nextInt(4);
            if (ending == 0) {
                letClientsEnd();
                checkEverythingEnded();
                checkBuffersCameBack();
            } else if (ending == 1) {
                stop();
                letWritesEnd();
                letClientsEnd();
            } else {
                shutDown();
            }
            checkEverythingEnded();
            check(!stopped || loop.drained().isDone(), "a stop that does not end");
            for (int i = 0; i < CONNECTION_LIMIT; i++) {
                check(admissions.tryAdmit(), "a place that was not given back");
            }
            return violations;
        }

        private void step() {
            int action = random.nextInt(20);
            if (action < 2 && channels.size() < MAX_CHANNELS) {
                // One for each, because a stop walks a set, in whatever order.
                accept(new Random(random.nextLong()));
            } else if (action < 4) {
                runTask();
            } else if (!channels.isEmpty()) {
                ScriptedChannel channel = channels.get(random.nextInt(channels.size()));
                switch (action) {
                    case 4 -> channel.endOfStream();
                    case 5 -> channel.fail(RESET);
                    case 6 -> channel.fail(OUT_OF_MEMORY);
                    case 7 -> interfere(channel);
                    case 8 -> channel.timeOut();
                    case 9, 10, 11, 12 -> channel.completeRead();
                    default -> channel.completeWrite();
                }
            }
        }

        private void accept(Random behaviour) {
            if (listener.isAccepting()) {
                ScriptedChannel channel = new ScriptedChannel(
                        channels.size() + 1, behaviour, tasks, this::interfere, violations::add);
                channel.mayWriteWhileReading = ahead;
                channel.mayWriteBesideReads = delayed;
                channel.mayTimeOut = lingering;
                channels.add(channel);
                told.add(new Told());
                listener.accept(channel);
            }
        }

        /** What other threads may do while the server's own thread is in the middle of a step. */
        private void interfere(ScriptedChannel channel) {
            checkBuffers();
            int chance = calm ? Integer.MAX_VALUE : channel.random.nextInt(200);
            if (chance < 6) {
                connectionOf(channel).forEach(EchoConnection::stop);
            } else if (chance < 10) {
                abort(channel);
            } else if (chance == 10) {
                stop();
            }
        }

        private void abort(ScriptedChannel channel) {
            if (!channel.isPending()) {
                // A fault holds the operation that would tell what became of the channel before.
                channel.dueReason = null;
            }
            connectionOf(channel).forEach(c -> c.abort(CloseReason.IDLE_TIMEOUT));
        }

        private void stop() {
            if (!stopped) {
                stopped = true;
                boolean accepting = listener.isAccepting();
                loop.stop();
                check(!accepting || !loop.drained().isDone(),
                        "a stop that does not wait for what is being accepted");
            }
        }

        private void shutDown() throws Exception {
            stop();
            loop.shutdownNow(System.nanoTime());
            int handlers = random.nextInt(3);
            if (handlers == 0) {
                letClientsEnd();
            } else {
                // A group that is shut down may lose them, or call them too late.
                handlersLost = true;
                if (handlers == 1) {
                    tasks.clear();
                }
            }
            loop.awaitTermination(System.nanoTime());
            while (runTask()) {
                checkBuffers();
            }
        }

        /** After a stop a client has to see the end of the stream before it ends its own. */
        private void letWritesEnd() {
            repeat(ScriptedChannel::completeWrite);
            for (ScriptedChannel channel : channels) {
                check(channel.outputShutDown() || !channel.isOpen(),
                        "a stop that does not shut down the output");
            }
        }

        private void letClientsEnd() {
            repeat(channel -> channel.endOfStream() || channel.completeWrite());
        }

        private void repeat(Predicate<ScriptedChannel> event) {
            boolean idle = false;
            for (int i = 0; i < 10_000 && !idle; i++) {
                idle = !runTask();
                for (ScriptedChannel channel : channels) {
                    idle &= !event.test(channel);
                }
                checkBuffers();
            }
            check(idle, "no end in sight");
        }

        private boolean runTask() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }

        private List<EchoConnection> connectionOf(ScriptedChannel channel) {
            return loop.connections().stream()
                    .filter(c -> numberOf(c.info()) == channel.number())
                    .toList();
        }

        /** A buffer is one connection's, from its first operation until after its last. */
        private void checkBuffers() {
            check(!loop.drained().isDone() || loop.connections().isEmpty(),
                    "drained with connections open");
            for (int i = 0; i < channels.size(); i++) {
                ScriptedChannel channel = channels.get(i);
                check(!told(channel.number()).closed || !channel.isPending(),
                        "an operation pending after the end");
                for (int j = 0; j < i; j++) {
                    ScriptedChannel other = channels.get(j);
                    check(channel.buffers.stream().noneMatch(buffer -> other.buffers.contains(buffer)
                                    && uses(channel, buffer) && uses(other, buffer)),
                            "a buffer that two connections use");
                }
            }
        }

        /** The small buffer is a connection's own while it lasts, a larger one during operations. */
        private boolean uses(ScriptedChannel channel, ByteBuffer buffer) {
            return !told(channel.number()).closed && buffer == channel.buffer
                    || channel.uses(buffer);
        }

        private void checkEverythingEnded() {
            check(loop.connections().isEmpty(), "a connection that is not forgotten");
            check(loop.metrics().openConnections() == 0, "a connection that still counts");
            for (ScriptedChannel channel : channels) {
                Told end = told(channel.number());
                check(channel.closes == 1, "more or less than one close of a channel");
                check(end.opened == channel.isAdmissible() && end.closed == end.opened,
                        "a connection whose end nobody is told of");
            }
        }

        /** Accepts more connections than there are buffers: each has to get one of its own. */
        private void checkBuffersCameBack() {
            if (stopped) {
                return;
            }
            Set<ByteBuffer> owed = Collections.newSetFromMap(new IdentityHashMap<>());
            Set<ByteBuffer> lost = Collections.newSetFromMap(new IdentityHashMap<>());
            for (ScriptedChannel channel : channels) {
                if (channel.buffer != null) {
                    owed.add(channel.buffer);
                }
                lost.addAll(channel.lost);
            }
            owed.removeAll(lost);
            calm = true;
            Set<ByteBuffer> free = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < MAX_CHANNELS + 1; i++) {
                accept(new WellBehaved());
                check(free.add(channels.get(channels.size() - 1).buffer),
                        "a buffer returned twice");
            }
            owed.removeAll(free);
            // The buffer of a channel that could not be admitted is left to the collector.
            long dropped = channels.stream().filter(c -> !c.isAdmissible()).count();
            check(owed.size() <= dropped, "a buffer that did not come back");
            letClientsEnd();
        }

        private int numberOf(ConnectionInfo connection) {
            return ((InetSocketAddress) connection.remoteAddress()).getPort();
        }

        private Told told(int number) {
            return told.get(number - 1);
        }

        private ScriptedChannel channelOf(ConnectionInfo connection) {
            return channels.get(numberOf(connection) - 1);
        }

        private void check(boolean expected, String violation) {
            if (!expected) {
                violations.add(violation);
            }
        }

        @Override
        public void opened(ConnectionInfo connection) {
            Told now = told(numberOf(connection));
            check(!now.opened && !now.closed, "opened twice or after closed");
            now.opened = true;
            interfere(channelOf(connection));
        }

        @Override
        public void received(ConnectionInfo connection, ByteBuffer chunk) {
            Told now = told(numberOf(connection));
            check(now.opened && !now.closed, "received before opened or after closed");
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            now.received.writeBytes(bytes);
            interfere(channelOf(connection));
        }

        @Override
        public void closed(
                ConnectionInfo connection, CloseReason reason, long received, long sent) {
            ScriptedChannel channel = channelOf(connection);
            byte[] in = channel.in.toByteArray();
            byte[] out = channel.out.toByteArray();
            Told now = told(channel.number());
            check(now.opened && !now.closed, "closed before opened or twice");
            now.closed = true;
            check(reason != null, "closed without a reason");
            check(channel.dueReason == null || channel.dueReason == reason, "a wrong reason");
            check(startsWith(in, out), "what goes out is not a prefix of what came in");
            check(startsWith(in, now.received.toByteArray()), "received what did not come in");
            // Of two operations, the one that fails may end the connection before the other is told.
            boolean untold = handlersLost || ahead && reason != CloseReason.END_OF_STREAM;
            check(in.length == received || untold && in.length > received,
                    "other than the bytes in counted");
            check(out.length == sent || untold && out.length > sent || delayed && out.length < sent,
                    "other than the bytes out counted");
            check(reason != CloseReason.END_OF_STREAM || in.length == out.length,
                    "the end of the stream before all was sent back");
        }

        private static boolean startsWith(byte[] bytes, byte[] prefix) {
            return prefix.length <= bytes.length
                    && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
        }
    }

    /** What the observer was told of one connection. */
    private static final class Told {

        private boolean opened;
        private boolean closed;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    }

    /** Makes a channel whose operations stay pending and that never throws. */
    private static final class WellBehaved extends Random {

        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    }

    /** Runs what it is given among the handlers, whatever the delay. */
    private static final class QueueingTimer extends ScheduledThreadPoolExecutor {

        private final Queue<Runnable> tasks;

        QueueingTimer(Queue<Runnable> tasks) {
            super(0);
            this.tasks = tasks;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            Scheduled scheduled = new Scheduled(task);
            tasks.add(scheduled);
            return scheduled;
        }

        /** Can be cancelled. */
        private static final class Scheduled extends FutureTask<Void>
                implements ScheduledFuture<Void> {

            Scheduled(Runnable task) {
                super(task, null);
            }

            @Override
            public long getDelay(TimeUnit unit) {
                return 0;
            }

            @Override
            public int compareTo(Delayed other) {
                throw new UnsupportedOperationException();
            }
        }
    }
}
