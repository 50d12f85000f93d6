package io.github.nioecho.channels.difference;

import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** A listener and who waits in front of it. Guarded by its run. */
final class Door {

    final int slot;
    final AsynchronousServerSocketChannel channel;
    final Queue<Peer> queue = new ArrayDeque<>();
    /** Null if it is not bound to one that a peer could reach. */
    InetSocketAddress address;
    boolean closed;
    /** A connection was lost by a failure: who waits in front is not known any more. */
    boolean uncertain;
    String acceptGivenUp = "";
    int accepts;

    Door(int slot, AsynchronousServerSocketChannel channel) {
        this.slot = slot;
        this.channel = channel;
    }
}
