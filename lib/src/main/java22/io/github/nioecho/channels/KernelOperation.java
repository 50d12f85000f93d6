package io.github.nioecho.channels;

import java.io.IOException;

/** Something that the kernel does for a socket, again and again. The loop's thread alone uses it. */
abstract class KernelOperation {

    private static final int UNLISTED = -1;

    private final RingEngine engine;
    private int index = UNLISTED;

    /** The how manieth of all that were handed over. */
    private int number;
    private boolean busy;

    KernelOperation(RingEngine engine) {
        this.engine = engine;
    }

    /** Fills it in. */
    abstract void fill(long tag) throws IOException;

    /**
     * Takes the result: the kernel has let go of it.
     *
     * @param result or an error, negated
     */
    abstract void completed(int result) throws IOException;

    /** Returns whether the kernel has it, or has it before it with the next submission. */
    final boolean isBusy() {
        return busy;
    }

    final long tag() {
        return (long) number << Integer.SIZE | index;
    }

    /** Hands it over. */
    final void submit() throws IOException {
        if (index == UNLISTED) {
            index = engine.enlist(this);
        }
        number = engine.nextNumber();
        fill(tag());
        busy = true;
    }

    /** Called by the engine with what the kernel says. */
    final void done(int result) throws IOException {
        busy = false;
        // A kernel's thread that has it is not told to let go of it, but interrupted.
        completed(result == -Errno.EINTR ? -Errno.ECANCELED : result);
    }

    /** Called by the engine when there will be no completion any more. */
    final void lost() {
        if (busy) {
            try {
                done(-Errno.ECANCELED);
            } catch (IOException | RuntimeException | Error expected) {
                // What it did not do cannot be done any more, and others are to hear of it, too.
            }
        }
    }

    /** Asks the kernel to let go of it. */
    final void cancel() {
        if (busy) {
            try {
                engine.cancel(this);
            } catch (IOException e) {
                throw new IllegalStateException("io_uring takes no entries", e);
            }
        }
    }

    /** Gives its place up. */
    final void retire() {
        if (index != UNLISTED) {
            engine.delist(index);
            index = UNLISTED;
        }
    }
}
