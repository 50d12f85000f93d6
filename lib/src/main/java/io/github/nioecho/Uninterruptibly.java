package io.github.nioecho;

/** Waits that an interrupt does not shorten. */
final class Uninterruptibly {

    interface Wait {
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
    static void await(Wait wait) {
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
