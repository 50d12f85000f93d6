package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays single steps, and keeps the state by which a run knows what has to come of them. */
final class StepPlayer {

    /** Less than sockets hold by default, so that neither end waits for the other. */
    static final long MAX_ON_THE_WAY_BYTES = 16 * 1024;
    static final int SMALL_BUFFER = 8 * 1024;

    final Addresses addresses;
    final PeerSteps peers;
    final GroupSteps groups;
    private final SequenceRun run;
    private final ServerSteps servers;
    private final OptionSteps options;
    private final TransferSteps transfers;
    private final WrongCalls wrongCalls;
    private final List<Link> retired = new ArrayList<>();

    StepPlayer(SequenceRun run) {
        this.run = run;
        addresses = new Addresses(run);
        peers = new PeerSteps(run);
        servers = new ServerSteps(run, this);
        groups = new GroupSteps(run);
        options = new OptionSteps(run);
        transfers = new TransferSteps(run);
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
            case READ -> transfers.read(step, out, link);
            case WRITE -> transfers.write(step, out, link);
            case TIMED_READ -> transfers.timedRead(step, out, link);
            case TIMED_WRITE -> transfers.timedWrite(step, out, link);
            case CANCEL -> cancel(step, out, link);
            case GET_BRIEFLY -> getBriefly(out, link);
            case SHUTDOWN_INPUT -> {
                // Else the one that it ends races with the next one of this handler; and whether the
                // one that a close ends is pending still, is a race, too.
                if (driven || !link.closed && !run.hasPending(link, "read")) {
                    shutdownInput(out, link);
                }
            }
            case SHUTDOWN_OUTPUT -> {
                if (driven || !link.closed && !run.hasPending(link, "write")) {
                    shutdownOutput(out, link);
                }
            }
            case CLOSE -> close(out, link);
            case OPTION -> options.at(step, out, link);
            case STATE -> state(out, link);
            case STALL -> transfers.stall(step, out, link);
            case PUMP -> transfers.pump(step, out, link);
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

    static String failure(Throwable failure) {
        return "failed " + failure.getClass().getName();
    }

    private void cancel(Step step, List<Line> out, Link link) {
        // An operation that the JDK's refuses must not close the channel of ours alone.
        boolean interrupt = Math.floorMod(step.choice(), 2) == 0
                && link.readGivenUp.isEmpty() && link.writeGivenUp.isEmpty();
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
                transfers.startRead(plain(step), racing, link, Buffers.toRead(plain(step)), 0,
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
