package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.server.Processors;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Measures what this machine takes for the steps of an echo, in about half a second. Two threads
 * that take part have a processor each, as client and server have in a run, where that can be
 * arranged.
 */
final class MachineProbe {

    private MachineProbe() {
    }

    /** Measures anew. What fails is null, and so is steal time. */
    static MachineCosts measure() {
        Optional<Processors> parts = Processors.split();
        boolean several = Runtime.getRuntime().availableProcessors() > 1;
        return new MachineCosts(
                measure(parts, () -> {
                    var nanos = SystemCallCost.nanos();
                    return nanos.isPresent() ? (Double) nanos.getAsDouble() : null;
                }),
                several ? measure(parts, () -> WakeCost.nanos(parts)) : null,
                measure(parts, () -> LoopbackCost.nanos(parts)),
                parts.map(Processors::hyperthreads).orElse(null),
                null);
    }

    /** Measures in a thread of its own, so that no other stays bound to a processor. */
    private static Double measure(Optional<Processors> parts, Cost cost) {
        FutureTask<Double> task = new FutureTask<>(() -> {
            if (parts.isPresent()) {
                parts.get().client().bindThisThread();
            }
            return cost.nanos();
        });
        Thread.ofPlatform().daemon().name("machine-probe").start(task);
        try {
            return task.get();
        } catch (ExecutionException expected) {
            return null; // a run does without
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Something to measure. */
    private interface Cost {
        Double nanos() throws IOException;
    }
}
