package io.github.nioecho.channels.difference;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.List;

/** What is done to a listener. */
final class ServerSteps {

    private final SequenceRun run;
    private final StepPlayer player;

    ServerSteps(SequenceRun run, StepPlayer player) {
        this.run = run;
        this.player = player;
    }

    void open(Step step, List<Line> out) {
        Door old = run.doors[step.slot()];
        if (player.leaks(step) || old != null && (!old.closed
                || !run.pendingAt(Line.SERVER + step.slot()).isEmpty())) {
            return;
        }
        run.attempt(out, Line.SERVER + step.slot(), "open", () -> {
            AsynchronousServerSocketChannel channel =
                    run.provider.openAsynchronousServerSocketChannel(run.group);
            synchronized (run) {
                run.doors[step.slot()] = new Door(step.slot(), channel);
            }
            return "returns" + (channel.provider() == run.provider ? "" : " A STRANGER'S");
        });
    }

    void bind(Step step, List<Line> out, Door door) {
        SocketAddress address = player.addresses.of(step);
        int[] backlogs = {50, 0, 5, -1};
        run.attempt(out, Line.SERVER + door.slot, "bind" + Addresses.name(step), () -> {
            AsynchronousServerSocketChannel returned =
                    door.channel.bind(address, backlogs[Math.floorMod(step.size(), 4)]);
            if (door.channel.getLocalAddress() instanceof InetSocketAddress bound) {
                synchronized (run) {
                    door.address = Surroundings.loopback(bound.getPort());
                }
            }
            return returned == door.channel ? "returns" : "returns ANOTHER";
        });
    }

    void accept(Step step, List<Line> out, Door door, boolean driven) {
        int target = Math.floorMod(step.choice(), run.links.length);
        Link old = run.links[target];
        synchronized (run) {
            // In a handler, whether all of a closed one's are done is a matter of time.
            if (!driven && door.closed || run.reserved[target]
                    || old != null && (!driven || !old.closed
                    || !run.pendingAt(target).isEmpty()) || door.uncertain) {
                return;
            }
            run.reserved[target] = true;
        }
        startAccept(step, out, door, target);
        synchronized (run) {
            // Refused at once.
            run.reserved[target] &= !run.pendingAt(Line.SERVER + door.slot).isEmpty();
        }
    }

    private void startAccept(Step step, List<Line> out, Door door, int target) {
        Operation<AsynchronousSocketChannel> operation = new Operation<>(run,
                Line.SERVER + door.slot, "accept" + door.accepts++ + door.acceptGivenUp,
                run.unlessOtherGoesOn(step.then()), () -> door.closed || !door.queue.isEmpty(),
                new Operation.Effect<>() {
                    @Override
                    public String completed(AsynchronousSocketChannel result) {
                        run.reserved[target] = false;
                        Peer peer = door.queue.poll();
                        if (result == null || peer == null) {
                            return "completed WITH " + result;
                        }
                        player.put(new Link(target, result, peer, true));
                        return "completed" + (result.provider() == run.provider ? ""
                                : " WITH A STRANGER'S") + (result.isOpen() ? "" : " CLOSED");
                    }

                    @Override
                    public String failed(Throwable failure) {
                        run.reserved[target] = false;
                        door.queue.poll();
                        door.uncertain |= !door.closed;
                        return StepPlayer.failure(failure);
                    }
                });
        run.start(out, operation, () -> {
            if (step.byHandler()) {
                door.channel.accept(operation.attachment, operation);
                return null;
            }
            return door.channel.accept();
        });
    }

    void cancelAccept(Step step, List<Line> out, Door door) {
        boolean interrupt = Math.floorMod(step.choice(), 2) == 0;
        for (Operation<?> operation : run.pendingAt(Line.SERVER + door.slot)) {
            if (operation.byFuture && !operation.due.getAsBoolean()) {
                synchronized (run) {
                    run.forget(operation);
                    door.closed |= interrupt;
                }
                String text = StepPlayer.cancelled(operation.future, interrupt);
                synchronized (run) {
                    door.acceptGivenUp = " after a cancel";
                    Arrays.fill(run.reserved, false);
                }
                run.say(out, Line.SERVER + door.slot, operation.name + text);
            }
        }
    }

    void close(List<Line> out, Door door) {
        synchronized (run) {
            door.closed = true;
        }
        run.attempt(out, Line.SERVER + door.slot, "close", () -> {
            door.channel.close();
            return "returns, open " + door.channel.isOpen();
        });
        player.groups.endIfEmpty();
    }

    void state(List<Line> out, Door door) {
        run.attempt(out, Line.SERVER + door.slot, "open",
                () -> String.valueOf(door.channel.isOpen()));
        run.attempt(out, Line.SERVER + door.slot, "local",
                () -> Addresses.text(door.channel.getLocalAddress(), 0));
    }
}
