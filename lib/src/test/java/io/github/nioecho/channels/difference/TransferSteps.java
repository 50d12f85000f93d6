package io.github.nioecho.channels.difference;

import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Reads and writes. */
final class TransferSteps {

    private static final int STALL_BYTES = 256 * 1024;
    /** Longer than an acknowledgement may be delayed, 40 ms: it makes room in a full socket. */
    private static final int STALL_NANOS = 120_000_000;
    private static final long LONG_MS = 60_000;

    private final SequenceRun run;

    TransferSteps(SequenceRun run) {
        this.run = run;
    }

    void read(Step step, List<Line> out, Link link) {
        Buffers buffers = Buffers.toRead(step);
        if (step.style() == Step.Style.SEVERAL_BUFFERS && buffers.room() == 0
                && !link.isReadable()) {
            // The JDK's waits for bytes, or not, as its group is.
            return;
        }
        long[] timeouts = {0, -1, LONG_MS};
        startRead(step, out, link, buffers, timeouts[Math.floorMod(step.choice(), 3)],
                "read" + link.reads++, buffers.room() == 0 ? () -> true : link::isReadable);
    }

    void startRead(Step step, List<Line> out, Link link, Buffers buffers, long timeoutMs,
            String name, BooleanSupplier due) {
        AsynchronousSocketChannel channel = link.channel;
        Operation<Integer> single = operation(step, link, name + link.readGivenUp, due,
                new ReadEffect<>(link, buffers));
        Operation<Long> several = operation(step, link, name + link.readGivenUp, due,
                new ReadEffect<>(link, buffers));
        switch (step.style()) {
            case FUTURE -> run.start(out, single, () -> {
                Future<Integer> future = channel.read(buffers.first());
                link.lastFuture = future;
                return future;
            });
            case HANDLER -> run.start(out, single, () -> {
                channel.read(buffers.first(), timeoutMs, TimeUnit.MILLISECONDS,
                        single.attachment, single);
                return null;
            });
            default -> run.start(out, several, () -> {
                channel.read(buffers.all(), 0, buffers.all().length, timeoutMs,
                        TimeUnit.MILLISECONDS, several.attachment, several);
                return null;
            });
        }
    }

    private <V> Operation<V> operation(Step step, Link link, String name, BooleanSupplier due,
            Operation.Effect<V> effect) {
        // Where ours may do otherwise, no handler may carry the difference to other channels.
        boolean same = link.readGivenUp.isEmpty() && link.writeGivenUp.isEmpty();
        List<Step> then = same ? run.unlessOtherGoesOn(step.then()) : List.of();
        return new Operation<>(run, link.slot, name, then, due, effect);
    }

    void write(Step step, List<Line> out, Link link) {
        long place;
        synchronized (run) {
            place = link.peer.written;
        }
        Buffers buffers = Buffers.toWrite(step, place);
        long most = link.peer.narrow ? StepPlayer.MAX_ON_THE_WAY_BYTES / 4 : StepPlayer.MAX_ON_THE_WAY_BYTES;
        if (link.peer.unreceived() + buffers.room() > most && !link.stalled
                || link.stalled && (buffers.room() == 0 || !link.writeGivenUp.isEmpty()
                        && step.style() != Step.Style.FUTURE)) {
            return;
        }
        String name = "write" + link.writes++;
        startWrite(step, out, link, buffers, Math.floorMod(step.choice(), 2) * LONG_MS, name,
                !link.stalled);
    }

    private Operation<?> startWrite(Step step, List<Line> out, Link link, Buffers buffers,
            long timeoutMs, String name, boolean exact) {
        AsynchronousSocketChannel channel = link.channel;
        boolean soon = timeoutMs == 1;
        Operation<Integer> single = operation(step, link, name + link.writeGivenUp,
                () -> soon || link.isWritable(), new WriteEffect<>(link, buffers, exact));
        Operation<Long> several = operation(step, link, name + link.writeGivenUp,
                () -> soon || link.isWritable(), new WriteEffect<>(link, buffers, exact));
        switch (step.style()) {
            case FUTURE -> run.start(out, single, () -> {
                Future<Integer> future = channel.write(buffers.first());
                link.lastFuture = future;
                return future;
            });
            case HANDLER -> run.start(out, single, () -> {
                channel.write(buffers.first(), timeoutMs, TimeUnit.MILLISECONDS,
                        single.attachment, single);
                return null;
            });
            default -> {
                run.start(out, several, () -> {
                    channel.write(buffers.all(), 0, buffers.all().length, timeoutMs,
                            TimeUnit.MILLISECONDS, several.attachment, several);
                    return null;
                });
                return several;
            }
        }
        return single;
    }

    void timedRead(Step step, List<Line> out, Link link) {
        Buffers buffers = Buffers.toRead(step);
        if (link.isReadable() || !link.connected || step.style() == Step.Style.FUTURE
                || buffers.room() == 0) {
            return;
        }
        startRead(step, out, link, buffers, 1, "timed read" + link.reads++, () -> true);
    }

    void timedWrite(Step step, List<Line> out, Link link) {
        Buffers buffers = Buffers.toWrite(step, link.peer.written);
        if (link.isWritable() || step.style() == Step.Style.FUTURE || buffers.room() == 0) {
            return;
        }
        startWrite(step, out, link, buffers, 1, "timed write" + link.writes++, true);
    }

    // The kernel takes no more.

    void stall(Step step, List<Line> out, Link link) throws Exception {
        if (!link.isCalm() || !link.peer.narrow || link.peer.written > 0
                || run.anyGoesOn() || run.hasPending(link, "write") || run.shutdown) {
            return;
        }
        link.channel.setOption(StandardSocketOptions.SO_SNDBUF, StepPlayer.SMALL_BUFFER);
        link.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Step big = new Step(Step.Kind.WRITE, step.slot(), step.style(), Step.Room.DIRECT,
                STALL_BYTES, 1, 0, List.of());
        String name = "stalled write";
        for (;;) {
            long place;
            synchronized (run) {
                place = link.peer.written;
            }
            Operation<?> operation = startWrite(big, out, link, Buffers.toWrite(big, place), 0,
                    name, false);
            if (!run.isDoneWithin(operation, STALL_NANOS)) {
                synchronized (run) {
                    link.stalled = true;
                }
                // How many went before depends on the kernel.
                run.dropAnswers(name);
                return;
            }
            if (link.peer.written > 1 << 26) {
                throw new IllegalStateException("the kernel takes all");
            }
        }
    }

    // Many operations in both directions.

    void pump(Step step, List<Line> out, Link link) throws Exception {
        if (!link.isCalm() || !run.pendingAt(link.slot).isEmpty() || run.anyGoesOn()
                || run.over || link.closed) {
            return;
        }
        int toWrite = 1 + Math.floorMod(step.choice() * 7, 60_000);
        int toRead = 1 + Math.floorMod(step.choice() * 13, 12_000);
        int chunk = 1 + Math.max(toWrite, toRead) / (1 + step.size() % 40);
        CountDownLatch both = new CountDownLatch(2);
        Pump writing = new Pump(link, true, chunk, toWrite, link.peer.written, both);
        Pump reading = new Pump(link, false, chunk, toRead, link.peer.taken, both);
        reading.next();
        byte[] bytes = new byte[toRead];
        for (int i = 0; i < toRead; i++) {
            bytes[i] = Buffers.at(link.peer.sent + i);
        }
        writing.next();
        link.peer.socket.getOutputStream().write(bytes);
        byte[] received = link.peer.socket.getInputStream().readNBytes(toWrite);
        boolean right = received.length == toWrite;
        for (int i = 0; i < received.length; i++) {
            right &= received[i] == Buffers.at(link.peer.received + i);
        }
        boolean done = both.await(run.limitNanos(), TimeUnit.NANOSECONDS);
        synchronized (run) {
            link.peer.sent += toRead;
            link.peer.taken += toRead;
            link.peer.written += toWrite;
            link.peer.received += toWrite;
        }
        run.say(out, link.slot, "pumps" + (right ? "" : ", peer gets WRONG BYTES")
                + (done ? "" : ", STUCK") + writing + reading);
    }
}
