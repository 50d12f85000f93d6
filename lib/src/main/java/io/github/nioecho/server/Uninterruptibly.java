package io.github.nioecho.server;

/** Waits that an interrupt does not shorten. */
public final class Uninterruptibly {

    /** A wait that an interrupt ends. */
    public interface Wait {
        /** Returns when there is nothing to wait for any more. */
        void run() throws InterruptedException;
    }

    private Uninterruptibly() {
    }

    /**
     * Waits until the given wait has returned; sets the thread's interrupt status if it was
     * interrupted meanwhile.
     *
     * @param wait begun again after each interrupt, so one with a deadline rather than a timeout
     */
    public static void await(Wait wait) {
        boolean interrupted = false;
        boolean waited = false;
        while (!waited) {
            try {
                wait.run();
                waited = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
