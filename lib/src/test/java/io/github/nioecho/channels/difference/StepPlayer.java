package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Plays single steps, and keeps the state by which a run knows what has to come of them. */
final class StepPlayer {

    /** Less than sockets hold by default, so that neither end waits for the other. */
    static final long MAX_ON_THE_WAY_BYTES = 16 * 1024;
    private static final int STALL_BYTES = 256 * 1024;
    /** Longer than an acknowledgement may be delayed, 40 ms: it makes room in a full socket. */
    private static final int STALL_NANOS = 120_000_000;
    static final int SMALL_BUFFER = 8 * 1024;
    private static final long LONG_MS = 60_000;

    final Addresses addresses;
    final PeerSteps peers;
    final GroupSteps groups;
    private final SequenceRun run;
    private final ServerSteps servers;
    private final OptionSteps options;
    private final WrongCalls wrongCalls;
    private final List<Link> retired = new ArrayList<>();

    StepPlayer(SequenceRun run) {
        this.run = run;
        addresses = new Addresses(run);
        peers = new PeerSteps(run);
        servers = new ServerSteps(run, this);
        groups = new GroupSteps(run);
        options = new OptionSteps(run);
        wrongCalls = new WrongCalls(run);
    }

    /** @param driven by the driver, and not in a handler */
    void perform(Step step, List<Line> out, boolean driven) {
        int slot = step.slot();
        Link link = slot < run.links.length ? run.links[slot] : null;
        Door door = slot < run.doors.length ? run.doors[slot] : null;
        try {
            switch (step.kind()) {
                case OPEN -> open(step, out);
                case OPEN_SERVER -> servers.open(step, out);
                case BIND_SERVER -> ifThere(door, () -> servers.bind(step, out, door));
                case ACCEPT -> ifThere(door, () -> servers.accept(step, out, door, driven));
                case CANCEL_ACCEPT -> ifThere(door, () -> servers.cancelAccept(step, out, door));
                case CLOSE_SERVER -> ifThere(door, () -> servers.close(out, door));
                case SERVER_OPTION -> ifThere(door, () -> options.at(step, out, door));
                case SERVER_STATE -> ifThere(door, () -> servers.state(out, door));
                case PEER_CONNECT -> ifThere(door, () -> peers.connect(step, door));
                case WRONG_CALL -> wrongCalls.make(step, out, link);
                case GROUP_SHUTDOWN -> groups.shutdown(out);
                case GROUP_SHUTDOWN_NOW -> groups.shutdownNow(out);
                case GROUP_STATE -> groups.state(out);
                case THROW -> { }
                default -> ifThere(link, () -> performAt(step, out, link, driven));
            }
        } catch (Exception e) {
            run.say(out, slot, step.kind() + " of the driver throws " + e);
        }
    }

    private void performAt(Step step, List<Line> out, Link link, boolean driven) throws Exception {
        switch (step.kind()) {
            case BIND -> bind(step, out, link);
            case CONNECT -> connect(step, out, link);
            case READ -> read(step, out, link);
            case WRITE -> write(step, out, link);
            case TIMED_READ -> timedRead(step, out, link);
            case TIMED_WRITE -> timedWrite(step, out, link);
            case CANCEL -> cancel(step, out, link);
            case GET_BRIEFLY -> getBriefly(out, link);
            case SHUTDOWN_INPUT -> {
                // Else the one that it ends races with the next one of this handler.
                if (driven || !run.hasPending(link, "read")) {
                    shutdownInput(out, link);
                }
            }
            case SHUTDOWN_OUTPUT -> {
                if (driven || !run.hasPending(link, "write")) {
                    shutdownOutput(out, link);
                }
            }
            case CLOSE -> close(out, link);
            case OPTION -> options.at(step, out, link);
            case STATE -> state(out, link);
            case STALL -> stall(step, out, link);
            case PUMP -> pump(step, out, link);
            case PEER_SEND -> peers.send(step, out, link);
            case PEER_RECEIVE -> peers.receive(out, link);
            case PEER_END -> peers.end(link);
            case PEER_CLOSE -> peers.close(out, link);
            case PEER_RESET -> peers.reset(link);
            case RACE -> race(step, out, link);
            default -> throw new IllegalStateException(step.toString());
        }
    }

    private interface Deed {
        void run() throws Exception;
    }

    private static void ifThere(Object subject, Deed deed) throws Exception {
        if (subject != null) {
            deed.run();
        }
    }

    // Channels.

    private void open(Step step, List<Line> out) {
        Link old = run.links[step.slot()];
        if (leaks(step) || run.reserved[step.slot()]
                || old != null && (!old.closed || !run.pendingAt(step.slot()).isEmpty())) {
            return;
        }
        run.attempt(out, step.slot(), "open", () -> {
            AsynchronousSocketChannel channel = run.provider.openAsynchronousSocketChannel(
                    run.group);
            put(new Link(step.slot(), channel, peers.newPeer(), false));
            return "returns" + (channel.provider() == run.provider ? "" : " A STRANGER'S");
        });
    }

    /** The JDK's loses a descriptor with each channel opened after its group was shut down. */
    boolean leaks(Step step) {
        return run.shutdown && step.choice() % 16 != 0;
    }

    void put(Link link) {
        synchronized (run) {
            Link old = run.links[link.slot];
            if (old != null) {
                retired.add(old);
            }
            run.links[link.slot] = link;
        }
    }

    private void bind(Step step, List<Line> out, Link link) throws IOException {
        SocketAddress address = addresses.of(step);
        run.attempt(out, link.slot, "bind" + Addresses.name(step), () -> {
            AsynchronousSocketChannel returned = link.channel.bind(address);
            return returned == link.channel ? "returns" : "returns ANOTHER";
        });
    }

    private void connect(Step step, List<Line> out, Link link) throws IOException {
        int target = Math.floorMod(step.choice(), 16);
        if (run.group != null && run.over) {
            return;
        }
        SocketAddress address = switch (target) {
            case 10, 11 -> run.around.refusing();
            case 12 -> run.around.silent();
            case 13 -> target(step);
            case 14 -> InetSocketAddress.createUnresolved("localhost", 1);
            case 15 -> new Addresses.StrangeAddress();
            case 6, 7, 8, 9 -> peers.narrowListener();
            default -> peers.listener();
        };
        boolean narrow = target >= 6 && target < 10;
        boolean silent = target == 12;
        String name = "connect" + link.connects++ + switch (target) {
            case 10, 11 -> " refused";
            case 12 -> " silent";
            case 13 -> step.size() % 2 == 0 ? " to null" : " to unix";
            case 14 -> " to unresolved";
            case 15 -> " to strange";
            default -> "";
        } + link.connectGivenUp;
        // Ours fails there for another reason, and later: no handler may carry that on.
        List<Step> then = target == 13 ? List.of() : run.unlessOtherGoesOn(step.then());
        Operation<Void> operation = new Operation<>(run, link.slot, name, then,
                () -> !silent || link.closed,
                new Operation.Effect<>() {
                    @Override
                    public String completed(Void result) {
                        link.connected = true;
                        link.peer.narrow = narrow;
                        try {
                            link.localPort = ((InetSocketAddress) link.channel.getLocalAddress())
                                    .getPort();
                        } catch (IOException | RuntimeException e) {
                            return "completed, without an address: " + e;
                        }
                        return "completed" + (result == null ? "" : " WITH SOMETHING");
                    }

                    @Override
                    public String failed(Throwable failure) {
                        // As its specification says; the state shows whether it was.
                        link.closed |= failure instanceof IOException;
                        return failure(failure);
                    }
                });
        run.start(out, operation, () -> {
            if (step.byHandler()) {
                link.channel.connect(address, operation.attachment, operation);
                return null;
            }
            Future<Void> future = link.channel.connect(address);
            link.lastFuture = future;
            return future;
        });
    }

    private SocketAddress target(Step step) {
        return step.size() % 2 == 0 ? null : UnixDomainSocketAddress.of(addresses.newPath());
    }

    // Reading and writing.

    private void read(Step step, List<Line> out, Link link) {
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

    private void startRead(Step step, List<Line> out, Link link, Buffers buffers, long timeoutMs,
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

    static String failure(Throwable failure) {
        return "failed " + failure.getClass().getName();
    }

    private void write(Step step, List<Line> out, Link link) {
        long place;
        synchronized (run) {
            place = link.peer.written;
        }
        Buffers buffers = Buffers.toWrite(step, place);
        long most = link.peer.narrow ? MAX_ON_THE_WAY_BYTES / 4 : MAX_ON_THE_WAY_BYTES;
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

    private void timedRead(Step step, List<Line> out, Link link) {
        Buffers buffers = Buffers.toRead(step);
        if (link.isReadable() || !link.connected || step.style() == Step.Style.FUTURE
                || buffers.room() == 0) {
            return;
        }
        startRead(step, out, link, buffers, 1, "timed read" + link.reads++, () -> true);
    }

    private void timedWrite(Step step, List<Line> out, Link link) {
        Buffers buffers = Buffers.toWrite(step, link.peer.written);
        if (link.isWritable() || step.style() == Step.Style.FUTURE || buffers.room() == 0) {
            return;
        }
        startWrite(step, out, link, buffers, 1, "timed write" + link.writes++, true);
    }

    private void cancel(Step step, List<Line> out, Link link) {
        boolean interrupt = Math.floorMod(step.choice(), 2) == 0;
        for (Operation<?> operation : run.pendingAt(link.slot)) {
            if (operation.byFuture && !operation.due.getAsBoolean()) {
                synchronized (run) {
                    run.forget(operation);
                    link.closed |= interrupt;
                }
                String text = cancelled(operation.future, interrupt);
                synchronized (run) {
                    if (operation.name.startsWith("connect")) {
                        link.connectGivenUp = " after a cancel";
                        link.readGivenUp = " after a cancel";
                        link.writeGivenUp = " after a cancel";
                    } else if (operation.name.contains("read")) {
                        link.readGivenUp = " after a cancel";
                    } else {
                        link.writeGivenUp = " after a cancel";
                    }
                }
                run.say(out, link.slot, operation.name + text);
                return;
            }
        }
        if (link.lastFuture != null && link.lastFuture.isDone()) {
            run.say(out, link.slot, "late" + cancelled(link.lastFuture, interrupt));
        }
    }

    static String cancelled(Future<?> future, boolean interrupt) {
        String text = " cancel(" + interrupt + ") " + future.cancel(interrupt) + " cancelled "
                + future.isCancelled() + " done " + future.isDone();
        if (future.isCancelled()) {
            try {
                future.get(0, TimeUnit.MILLISECONDS);
                text += " get returns";
            } catch (CancellationException expected) {
                text += " get says so";
            } catch (Exception e) {
                text += " get throws " + e.getClass().getName();
            }
        }
        return text;
    }

    private void getBriefly(List<Line> out, Link link) {
        for (Operation<?> operation : run.pendingAt(link.slot)) {
            if (operation.byFuture && !operation.due.getAsBoolean()) {
                run.attempt(out, link.slot, operation.name + " done " + operation.future.isDone()
                        + " get(1 ms)", () -> {
                    try {
                        return "returns " + operation.future.get(1, TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        return "times out, done " + operation.future.isDone();
                    }
                });
                return;
            }
        }
    }

    private void shutdownInput(List<Line> out, Link link) {
        synchronized (run) {
            link.inShut |= link.connected;
        }
        run.attempt(out, link.slot, "shutdownInput", () -> {
            link.channel.shutdownInput();
            return "returns";
        });
    }

    private void shutdownOutput(List<Line> out, Link link) {
        synchronized (run) {
            link.outShut |= link.connected;
        }
        run.attempt(out, link.slot, "shutdownOutput", () -> {
            link.channel.shutdownOutput();
            return "returns";
        });
    }

    private void close(List<Line> out, Link link) {
        synchronized (run) {
            link.closed = true;
        }
        run.attempt(out, link.slot, "close", () -> {
            link.channel.close();
            return "returns, open " + link.channel.isOpen();
        });
        groups.endIfEmpty();
    }

    private void state(List<Line> out, Link link) {
        run.attempt(out, link.slot, "open", () -> String.valueOf(link.channel.isOpen()));
        int own;
        int other;
        synchronized (run) {
            Socket socket = link.peer.socket;
            boolean known = link.connected && socket != null && !link.peer.closed;
            own = known ? socket.getPort() : 0;
            other = known ? socket.getLocalPort() : 0;
        }
        run.attempt(out, link.slot, "local",
                () -> Addresses.text(link.channel.getLocalAddress(), own));
        run.attempt(out, link.slot, "remote",
                () -> Addresses.text(link.channel.getRemoteAddress(), other));
    }

    // The kernel takes no more.

    private void stall(Step step, List<Line> out, Link link) throws Exception {
        if (!link.isCalm() || !link.peer.narrow || link.peer.written > 0
                || run.anyGoesOn() || run.hasPending(link, "write") || run.shutdown) {
            return;
        }
        link.channel.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER);
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

    // Several threads at once.

    private void race(Step step, List<Line> out, Link link) throws Exception {
        if (!link.connected || run.over || link.stalled) {
            return;
        }
        run.noneGoesOn();
        List<Line> racing = new ArrayList<>();
        int count = link.reads++;
        Callable<?> deed = switch (Math.floorMod(step.choice(), 4)) {
            case 0 -> link.isReadable() ? null : () -> {
                startRead(plain(step), racing, link, Buffers.toRead(plain(step)), 0,
                        "racing read" + count, link::isReadable);
                return null;
            };
            case 1 -> () -> {
                close(racing, link);
                return null;
            };
            case 2 -> () -> {
                shutdownOutput(racing, link);
                shutdownInput(racing, link);
                return null;
            };
            default -> () -> {
                state(racing, link);
                return null;
            };
        };
        if (deed == null) {
            return;
        }
        CyclicBarrier together = new CyclicBarrier(2);
        // This step may itself be on the first helper.
        List<Future<?>> others = new ArrayList<>();
        others.add(run.helper(step.thread() == 2 ? 2 : 1).submit(() -> {
            together.await(5, TimeUnit.SECONDS);
            deed.call();
            return null;
        }));
        together.await(5, TimeUnit.SECONDS);
        deed.call();
        for (Future<?> other : others) {
            other.get();
        }
        racing.sort(Comparator.comparing(Line::text));
        synchronized (run) {
            out.addAll(racing);
        }
    }

    private static Step plain(Step step) {
        return new Step(Step.Kind.READ, step.slot(),
                step.choice() % 8 < 4 ? Step.Style.FUTURE : Step.Style.HANDLER,
                Step.Room.DIRECT, 100, 0, 0, List.of());
    }

    // Many operations in both directions.

    private void pump(Step step, List<Line> out, Link link) throws Exception {
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

    // The end.

    void closeAll(List<Line> out) throws IOException {
        synchronized (run) {
            run.noneGoesOn();
            run.anyOrder = true;
        }
        for (Link link : run.links) {
            if (link != null && !link.closed) {
                if (link.peer.ended && !link.stalled) {
                    // Its port would have to wait else.
                    link.peer.drop();
                }
                close(out, link);
            }
        }
        for (Door door : run.doors) {
            if (door != null && !door.closed) {
                servers.close(out, door);
            }
        }
        groups.release();
    }

    /** Leaves nothing behind, whatever has happened. */
    void release() throws IOException {
        for (Link link : run.links) {
            if (link != null) {
                retired.add(link);
            }
        }
        for (Link link : retired) {
            run.closeQuietly(link.channel);
        }
        for (Door door : run.doors) {
            if (door != null) {
                run.closeQuietly(door.channel);
            }
        }
        groups.release();
        peers.release();
        addresses.release();
    }
}
