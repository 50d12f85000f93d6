package io.github.nioecho.channels.difference;

import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Future;

/** A channel, its other end, and what is known of its state. Guarded by its run. */
final class Link {

    final int slot;
    final AsynchronousSocketChannel channel;
    final Peer peer;
    final boolean accepted;
    boolean connected;
    int localPort;
    boolean closed;
    boolean inShut;
    boolean outShut;
    /** The kernel takes no more bytes. */
    boolean stalled;
    boolean draining;
    /** Why a read, or write, or connect, was given up before it was done; empty if none was. */
    String readGivenUp = "";
    String writeGivenUp = "";
    String connectGivenUp = "";
    boolean sendBufferSet;
    boolean receiveBufferSet;
    int reads;
    int writes;
    int connects;
    Future<?> lastFuture;

    Link(int slot, AsynchronousSocketChannel channel, Peer peer, boolean accepted) {
        this.slot = slot;
        this.channel = channel;
        this.peer = peer;
        this.accepted = accepted;
        connected = accepted;
    }

    boolean isReadable() {
        return closed || inShut || peer.unread() > 0 || peer.ended || peer.reset;
    }

    boolean isWritable() {
        return closed || outShut || !stalled || draining || peer.reset;
    }

    /** Nothing has happened to it that would disturb a stream of bytes in both directions. */
    boolean isCalm() {
        return connected && peer.isUsable() && !closed && !inShut && !outShut && !stalled
                && !peer.ended && !peer.reset && peer.unread() == 0 && peer.unreceived() == 0
                && readGivenUp.isEmpty() && writeGivenUp.isEmpty() && connectGivenUp.isEmpty();
    }
}
