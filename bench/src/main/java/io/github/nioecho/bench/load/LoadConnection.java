package io.github.nioecho.bench.load;

import io.github.nioecho.bench.server.NoDelay;
import io.github.nioecho.bench.server.OpenFiles;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * One connection of a load: messages on their way to the server, one behind the other, and the
 * check of what comes back. Both advance independently, so that neither a message larger than the
 * socket buffers nor any number of messages can deadlock.
 */
final class LoadConnection {

    /**
     * How long a server may be silent, that is to say: send no byte to any connection that a load
     * waits for, before that load fails. Every load has this deadline, since nobody else has one:
     * no socket, no command and no benchmark ends by itself because an echo does not come.
     */
    static final int LONGEST_SILENCE_MILLIS = 10_000;

    private static final int USUALLY_IN_FLIGHT = 4; // a power of two, as any size of the ring

    private final int index;
    private final SocketChannel channel;
    private final MessagePool messages;
    private final Echoes echoes;
    private final ByteBuffer unsent; // what remains of the last message begun
    private final ByteBuffer expected; // what is still to come of the first message not echoed
    private final SelectionKey key;

    private long requested; // messages to send
    private long begun; // of these, those whose first write was tried
    private long echoed; // of these, those that came back
    // Of those begun and not echoed, a ring: not more than the socket buffers hold.
    private long[] startNanos = new long[USUALLY_IN_FLIGHT];
    private int[] sizesBytes = new int[USUALLY_IN_FLIGHT]; // the same ring
    private int expectedBytes; // size of the message that is expected, or came last
    private boolean ending; // the end of the stream was sent
    private boolean ended; // and came back

    private LoadConnection(int index, SocketChannel channel, ReadyConnections ready,
            MessagePool messages, Echoes echoes) throws IOException {
        this.index = index;
        this.channel = channel;
        this.messages = messages;
        this.echoes = echoes;
        this.unsent = messages.newView();
        this.expected = messages.newView();
        this.key = ready.register(channel, this);
    }

    /**
     * Connects, with {@code TCP_NODELAY} where there is such, and sends nothing yet.
     *
     * @param source the address to come from; null leaves the choice to the kernel
     */
    static LoadConnection open(int index, SocketAddress server, InetAddress source,
            ReadyConnections ready, MessagePool messages, Echoes echoes) throws IOException {
        if (server instanceof UnixDomainSocketAddress unix) {
            return connected(index, unix, ready, messages, echoes);
        }
        SocketChannel channel = newChannel(index, server);
        try {
            NoDelay.set(channel);
            bind(channel, source);
            channel.socket().connect(server, LONGEST_SILENCE_MILLIS);
            channel.configureBlocking(false);
            return new LoadConnection(index, channel, ready, messages, echoes);
        } catch (IOException e) {
            channel.close();
            throw failedConnect(index, server, e);
        }
    }

    /**
     * Begins to connect, with {@code TCP_NODELAY} where there is such. Once it is ready, {@link
     * #finishConnect} has to come before the first message.
     *
     * @param source the address to come from; null leaves the choice to the kernel
     */
    static LoadConnection begin(int index, SocketAddress server, InetAddress source,
            ReadyConnections ready, MessagePool messages, Echoes echoes) throws IOException {
        if (server instanceof UnixDomainSocketAddress unix) {
            LoadConnection connection = connected(index, unix, ready, messages, echoes);
            connection.key.interestOps(SelectionKey.OP_WRITE);
            return connection;
        }
        SocketChannel channel = newChannel(index, server);
        try {
            NoDelay.set(channel);
            channel.configureBlocking(false);
            bind(channel, source);
            LoadConnection connection =
                    new LoadConnection(index, channel, ready, messages, echoes);
            // A kernel that connects at once makes the channel writable, too.
            connection.key.interestOps(
                    channel.connect(server) ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
            return connection;
        } catch (IOException e) {
            channel.close();
            throw failedConnect(index, server, e);
        }
    }

    private static LoadConnection connected(int index, UnixDomainSocketAddress server,
            ReadyConnections ready, MessagePool messages, Echoes echoes) throws IOException {
        SocketChannel channel =
                UnixConnect.connect(name(index, server), server, LONGEST_SILENCE_MILLIS);
        try {
            return new LoadConnection(index, channel, ready, messages, echoes);
        } catch (IOException e) {
            channel.close();
            throw failedConnect(index, server, e);
        }
    }

    /** Completes what {@link #begin} began. */
    void finishConnect(SocketAddress server) throws IOException {
        try {
            channel.finishConnect();
        } catch (IOException e) {
            throw failedConnect(index, server, e);
        }
    }

    /** Returns whether the server's kernel has taken it. */
    boolean isConnected() {
        return channel.isConnected();
    }

    /** Returns its number in the load, from 0. */
    int index() {
        return index;
    }

    /** Returns whether a message is outstanding. */
    boolean isBusy() {
        return echoed < requested;
    }

    /** Returns how many messages came back. */
    long echoed() {
        return echoed;
    }

    /** Returns when the first of the outstanding messages was begun; there must be one. */
    long oldestStartNanos() {
        return startNanos[slot(echoed)];
    }

    /** Returns the size of a message that was not echoed; draws it if it was not begun either. */
    int sizeBytes(long message) {
        return message < begun ? sizesBytes[slot(message)] : messages.nextSizeBytes();
    }

    /** Sends another message, behind those that are outstanding, as soon as the socket takes it. */
    void send() throws IOException {
        requested++;
        if (!unsent.hasRemaining()) {
            write();
        }
    }

    /** Moves on with what the selector found ready. */
    void advance(ByteBuffer chunk) throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            read(chunk);
        }
    }

    /** Sends the end of the stream, after which only the server's may come; none is outstanding. */
    void end() throws IOException {
        ending = true;
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw lost("broke", e);
        }
    }

    /** Returns whether the end of the stream was sent. */
    boolean isEnding() {
        return ending;
    }

    /** Returns whether the server has answered the end of the stream by its own. */
    boolean hasEnded() {
        return ended;
    }

    void close() throws IOException {
        channel.close();
    }

    /** Says how far the round trip is. */
    String progress() {
        return place(0) + (unsent.hasRemaining()
                ? " (" + unsent.remaining() + " bytes not sent yet)"
                : "");
    }

    private static SocketChannel newChannel(int index, SocketAddress server)
            throws IOException {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw OpenFiles.clientFailure(name(index, server), e);
        }
    }

    private static void bind(SocketChannel channel, InetAddress source) throws IOException {
        if (source != null) {
            channel.bind(new InetSocketAddress(source, 0));
        }
    }

    private static IOException failedConnect(int index, SocketAddress server, IOException e) {
        // Where even the first cannot have an address, the reason is another one, as no IPv6.
        String why = e instanceof BindException && index > 0
                ? ": no port is left to connect from; each connection takes one, and may keep it"
                        + " for a minute after its end"
                : "";
        return new IOException(
                name(index, server) + ": " + e.getMessage() + why, e);
    }

    private static String name(int index, SocketAddress server) {
        return "connection " + index + " to " + server;
    }

    private void write() throws IOException {
        try {
            do {
                if (!unsent.hasRemaining()) {
                    begin();
                }
                channel.write(unsent);
            } while (!unsent.hasRemaining() && begun < requested);
        } catch (IOException e) {
            throw lost("broke", e);
        }
        int interest = unsent.hasRemaining()
                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void begin() {
        if (begun - echoed == startNanos.length) {
            growRing();
        }
        startNanos[slot(begun)] = System.nanoTime();
        int sizeBytes = messages.nextSizeBytes();
        sizesBytes[slot(begun)] = sizeBytes;
        messages.select(index, begun, sizeBytes, unsent);
        begun++;
        if (begun == echoed + 1) {
            expect();
        }
    }

    private void expect() {
        expectedBytes = sizesBytes[slot(echoed)];
        messages.select(index, echoed, expectedBytes, expected);
    }

    private void growRing() {
        long[] oldNanos = startNanos;
        int[] oldBytes = sizesBytes;
        startNanos = new long[2 * oldNanos.length];
        sizesBytes = new int[startNanos.length];
        for (long message = echoed; message < begun; message++) {
            int old = (int) (message & (oldNanos.length - 1));
            startNanos[slot(message)] = oldNanos[old];
            sizesBytes[slot(message)] = oldBytes[old];
        }
    }

    private int slot(long message) {
        return (int) (message & (startNanos.length - 1));
    }

    private void read(ByteBuffer chunk) throws IOException {
        int count;
        do {
            chunk.clear();
            try {
                count = channel.read(chunk);
            } catch (IOException e) {
                throw lost("broke", e);
            }
            if (count < 0) {
                if (ending) {
                    ended = true;
                    return;
                }
                throw lost("closed", null);
            }
            verify(chunk.flip());
        } while (count == chunk.capacity() && expected.hasRemaining());
    }

    private void verify(ByteBuffer chunk) throws IOException {
        int chunkEnd = chunk.limit();
        while (chunk.hasRemaining()) {
            int length = Math.min(expected.remaining(), chunk.remaining());
            if (length == 0) {
                throw wrongByte("no more than was sent", chunk, 0);
            }
            int messageEnd = expected.limit();
            expected.limit(expected.position() + length);
            chunk.limit(chunk.position() + length);
            int mismatch = expected.mismatch(chunk);
            expected.limit(messageEnd);
            chunk.limit(chunkEnd);
            if (mismatch >= 0) {
                byte wanted = expected.get(expected.position() + mismatch);
                throw wrongByte(String.format(Locale.ROOT, "0x%02x", wanted), chunk, mismatch);
            }
            expected.position(expected.position() + length);
            chunk.position(chunk.position() + length);
            if (!expected.hasRemaining()) {
                complete();
            }
        }
    }

    private void complete() {
        long message = echoed++;
        int sizeBytes = expectedBytes;
        if (begun > echoed) {
            expect();
        }
        echoes.echoed(this, message, sizeBytes, startNanos[slot(message)]);
    }

    /** Says that the server has ended the connection, and whether it has ever served it. */
    private IOException lost(String did, IOException cause) {
        String why = cause == null ? "" : " (" + cause.getMessage() + ")";
        boolean nothingEchoed = echoed == 0
                && (begun == 0 || expected.remaining() == expectedBytes);
        String message;
        if (nothingEchoed) {
            message = "the server " + did + " connection " + index + " before it echoed anything"
                    + why + ": does it limit connections?";
        } else if (isBusy() || ending) {
            message = place(0) + ": the server " + did + " the connection" + why;
        } else {
            message = "the server " + did + " connection " + index
                    + " with nothing outstanding, after it had echoed " + echoed
                    + (echoed == 1 ? " message" : " messages") + why;
        }
        return cause == null ? new EOFException(message) : new IOException(message, cause);
    }

    private IOException wrongByte(String wanted, ByteBuffer chunk, int offset) {
        return new IOException(String.format(Locale.ROOT,
                "wrong echo on %s: expected %s, was 0x%02x (messages of seed %d)",
                place(offset), wanted, chunk.get(chunk.position() + offset), messages.seed()));
    }

    /** Names a byte that is {@code ahead} of the next one expected; counts messages from 1. */
    private String place(int ahead) {
        if (begun == 0 && ahead == 0) {
            return "connection " + index; // of no message yet
        }
        return "connection " + index
                + ", message " + (expected.hasRemaining() ? echoed + 1 : echoed)
                + ", byte " + (expectedBytes - expected.remaining() + ahead)
                + " of " + expectedBytes;
    }

    /** Hears of messages that came back. */
    interface Echoes {

        /**
         * A message came back, verified.
         *
         * @param message its number on its connection, from 0
         * @param sizeBytes its size, in bytes
         * @param startNanos when its first write was tried
         */
        void echoed(LoadConnection connection, long message, int sizeBytes, long startNanos);
    }
}
