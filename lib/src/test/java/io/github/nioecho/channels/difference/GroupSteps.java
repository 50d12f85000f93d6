package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is done to the group. */
final class GroupSteps {

    private final SequenceRun run;
    private AsynchronousSocketChannel keeper;

    GroupSteps(SequenceRun run) {
        this.run = run;
    }

    private boolean isEmpty() {
        synchronized (run) {
            for (Link link : run.links) {
                if (link != null && !link.closed) {
                    return false;
                }
            }
            for (Door door : run.doors) {
                if (door != null && !door.closed) {
                    return false;
                }
            }
            return keeper == null;
        }
    }

    void endIfEmpty() {
        synchronized (run) {
            run.over |= run.shutdown && isEmpty();
        }
    }

    void shutdown(List<Line> out) throws IOException {
        if (run.group == null || run.shutdown) {
            return;
        }
        if (!isEmpty()) {
            // The JDK's can lose the last handlers as its last channel is closed.
            keeper = run.provider.openAsynchronousSocketChannel(run.group);
        }
        synchronized (run) {
            run.shutdown = true;
        }
        run.attempt(out, Line.GROUP, "shutdown", () -> {
            run.group.shutdown();
            return "returns";
        });
        endIfEmpty();
        state(out);
    }

    void shutdownNow(List<Line> out) {
        if (run.group == null) {
            return;
        }
        synchronized (run) {
            run.noneGoesOn();
            run.shutdown = true;
            run.anyOrder = true;
            for (Link link : run.links) {
                if (link != null) {
                    link.closed = true;
                }
            }
            for (Door door : run.doors) {
                if (door != null) {
                    door.closed = true;
                }
            }
            run.over = true;
        }
        run.attempt(out, Line.GROUP, "shutdownNow", () -> {
            run.group.shutdownNow();
            return "returns";
        });
    }

    void state(List<Line> out) {
        if (run.group == null) {
            return;
        }
        boolean over;
        synchronized (run) {
            over = run.over;
        }
        run.attempt(out, Line.GROUP, "shutdown", () -> String.valueOf(run.group.isShutdown()));
        if (!over) {
            run.attempt(out, Line.GROUP, "terminated",
                    () -> run.group.isTerminated() + " await "
                            + run.group.awaitTermination(1, TimeUnit.MICROSECONDS));
        }
    }

    void release() throws IOException {
        if (keeper != null) {
            keeper.close();
            synchronized (run) {
                run.over = true;
            }
        }
    }
}
