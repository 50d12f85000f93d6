package io.github.nioecho.channels;

/**
 * Something for a loop's thread to do. It is its own link in the loop's queue, so to hand it over
 * allocates nothing, and it may be in the queue once at a time.
 */
abstract class Task {

    /** The task that was handed over before; of the queue's. */
    Task next;

    /** Called on the loop's thread. */
    abstract void run();
}
