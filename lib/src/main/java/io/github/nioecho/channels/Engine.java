package io.github.nioecho.channels;

import java.io.IOException;

/**
 * What one loop moves bytes and waits with. All methods are for the loop's thread, unless they say
 * otherwise.
 */
interface Engine {

    /** Called once, first of all, when the loop's thread begins. */
    void begin() throws IOException;

    /**
     * Waits until an operation can complete, the time is over, or {@link #wakeup} was called since
     * the last wait; completes what can be completed. Calls {@link Loop#awake} after the wait and
     * before it completes the first.
     *
     * @param nanos for how long; 0 for not at all, negative for ever
     * @throws IOException if it can wait no more
     */
    void await(long nanos, Loop loop) throws IOException;

    /** Ends the wait, or the next one if there is none. Any thread, also after the end. */
    void wakeup();

    /** Releases everything; all sockets are closed. On the loop's thread, or if none began, any. */
    void close();

    /**
     * Opens a socket that is not connected. Any thread.
     *
     * @throws IOException if the system has none
     */
    StreamSocket openStream() throws IOException;

    /**
     * Opens a socket that is not bound. Any thread.
     *
     * @throws IOException if the system has none
     */
    ListenerSocket openListener() throws IOException;
}
