package io.github.nioecho.channels.difference;

import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** An operation under way, and its completion handler, if it has one. Guarded by its run. */
final class Operation<V> implements CompletionHandler<V, Object> {

    /** What becomes of the state that a run keeps. */
    interface Effect<V> {

        /** Returns what the result was, as a text that is the same in every run. */
        String completed(V result);

        String failed(Throwable failure);
    }

    final int slot;
    final String name;
    final BooleanSupplier due;
    final Effect<V> effect;
    final Object attachment = new Object();
    List<Step> then;
    /** Null if a handler is told. */
    Future<V> future;
    boolean byFuture;
    boolean done;

    private final SequenceRun run;

    Operation(SequenceRun run, int slot, String name, List<Step> then, BooleanSupplier due,
            Effect<V> effect) {
        this.run = run;
        this.slot = slot;
        this.name = name;
        this.then = then;
        this.due = due;
        this.effect = effect;
    }

    @Override
    public void completed(V result, Object given) {
        run.called(this, given, () -> effect.completed(result));
    }

    @Override
    public void failed(Throwable failure, Object given) {
        run.called(this, given, () -> effect.failed(failure));
    }
}
