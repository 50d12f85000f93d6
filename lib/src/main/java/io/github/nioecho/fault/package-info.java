/**
 * Faults on purpose: what a peer under test conditions may do to a client. An
 * {@link io.github.nioecho.EchoServer} takes them in its builder; without one, nothing of this
 * package is loaded.
 */
package io.github.nioecho.fault;
