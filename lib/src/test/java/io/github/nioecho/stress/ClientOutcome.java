package io.github.nioecho.stress;

/**
 * How a client ended in which the server did nothing wrong.
 *
 * @param verifiedBytes bytes that came back right
 * @param refused whether the server ended the connection at once, because of its limit
 */
record ClientOutcome(long verifiedBytes, boolean refused) {
}
