package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the other ends do: plain blocking sockets. */
final class PeerSteps {

    private final SequenceRun run;
    private final List<Peer> peers = new ArrayList<>();
    private ServerSocket listener;
    private ServerSocket narrowListener;

    PeerSteps(SequenceRun run) {
        this.run = run;
    }

    SocketAddress listener() throws IOException {
        synchronized (run) {
            if (listener == null) {
                listener = listen(0);
            }
            return listener.getLocalSocketAddress();
        }
    }

    /** Those who connect there can be made to wait for room. */
    SocketAddress narrowListener() throws IOException {
        synchronized (run) {
            if (narrowListener == null) {
                narrowListener = listen(StepPlayer.SMALL_BUFFER);
            }
            return narrowListener.getLocalSocketAddress();
        }
    }

    private ServerSocket listen(int receiveBufferBytes) throws IOException {
        ServerSocket socket = new ServerSocket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.bind(Surroundings.loopback(0), 50);
        socket.setSoTimeout(timeoutMs());
        return socket;
    }

    /** Accepts, at the other end, what has connected. */
    void meetPeers(List<Line> out) throws IOException {
        for (Link link : run.links) {
            if (link != null && link.connected && !link.accepted && link.peer.socket == null
                    && link.localPort != 0) {
                try {
                    meet(link);
                } catch (SocketTimeoutException e) {
                    run.say(out, link.slot, "IS NOT MET, or has another address");
                    link.localPort = 0;
                }
            }
        }
    }

    private void meet(Link link) throws IOException {
        Socket socket;
        do {
            socket = (link.peer.narrow ? narrowListener : listener).accept();
            // One whose channel was closed on the way.
            if (socket.getPort() != link.localPort) {
                socket.close();
            }
        } while (socket.isClosed());
        prepare(socket);
        synchronized (run) {
            link.peer.socket = socket;
        }
    }

    private void prepare(Socket socket) throws IOException {
        socket.setSoTimeout(timeoutMs());
        // Else the second of two short messages comes when the first is acknowledged, in 40 ms.
        socket.setTcpNoDelay(true);
    }

    private int timeoutMs() {
        return (int) TimeUnit.NANOSECONDS.toMillis(run.limitNanos());
    }

    Peer newPeer() {
        synchronized (run) {
            Peer peer = new Peer();
            peers.add(peer);
            return peer;
        }
    }

    void send(Step step, List<Line> out, Link link) throws IOException {
        Peer peer = link.peer;
        if (!peer.isUsable() || peer.ended || peer.reset || link.closed || step.size() == 0
                // The JDK's takes bytes for a read that is cancelled, sooner or later.
                || link.readGivenUp.equals(" after a cancel")
                || peer.unread() + step.size() > StepPlayer.MAX_ON_THE_WAY_BYTES) {
            return;
        }
        byte[] bytes = new byte[step.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Buffers.at(peer.sent + i);
        }
        synchronized (run) {
            peer.sent += bytes.length;
        }
        OutputStream stream = peer.socket.getOutputStream();
        stream.write(bytes);
    }

    void receive(List<Line> out, Link link) throws IOException, InterruptedException {
        Peer peer = link.peer;
        if (!peer.isUsable() || peer.reset) {
            return;
        }
        if (link.stalled && !link.closed && !link.outShut) {
            drain(out, link);
            return;
        }
        boolean toTheEnd = link.closed || link.outShut;
        run.say(out, link.slot, "peer receives " + receive(link, toTheEnd));
    }

    private String receive(Link link, boolean toTheEnd) throws IOException {
        Peer peer = link.peer;
        byte[] buffer = new byte[32 * 1024];
        InputStream in = peer.socket.getInputStream();
        long start = peer.received;
        boolean right = true;
        String end = "";
        boolean exact = !link.stalled;
        try {
            while (toTheEnd || peer.unreceived() > 0) {
                int max = toTheEnd ? buffer.length
                        : (int) Math.min(buffer.length, peer.unreceived());
                int count = in.read(buffer, 0, max);
                if (count < 0) {
                    end = " and the end";
                    break;
                }
                for (int i = 0; i < count; i++) {
                    right &= buffer[i] == Buffers.at(peer.received + i);
                }
                peer.received += count;
            }
        } catch (SocketTimeoutException e) {
            end = " and NOTHING MORE";
        } catch (IOException e) {
            end = " and a reset";
        }
        return (exact ? String.valueOf(peer.received - start) : "some")
                + (right ? "" : " WRONG BYTES") + end;
    }

    void end(Link link) throws IOException {
        Peer peer = link.peer;
        if (peer.isUsable() && !peer.ended && !peer.reset) {
            synchronized (run) {
                peer.ended = true;
            }
            try {
                peer.socket.shutdownOutput();
            } catch (IOException expected) {
                // The channel has reset it.
            }
        }
    }

    void close(List<Line> out, Link link) throws IOException {
        Peer peer = link.peer;
        if (!peer.isUsable() || peer.reset || link.stalled) {
            return;
        }
        // Written between its two halves, the end and the close, bytes are not answered by a reset.
        run.noneGoesOn();
        // A close with bytes unreceived would be a reset.
        run.say(out, link.slot, "peer receives " + receive(link, false));
        synchronized (run) {
            peer.ended = true;
            peer.closed = true;
        }
        peer.socket.close();
    }

    void reset(Link link) {
        Peer peer = link.peer;
        if (peer.isUsable()) {
            synchronized (run) {
                peer.reset = true;
            }
            peer.drop();
        }
    }

    void connect(Step step, Door door) throws IOException {
        if (door.address == null || door.closed || door.uncertain || door.queue.size() >= 3) {
            return;
        }
        Peer peer = newPeer();
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        peer.narrow = step.choice() % 4 == 0;
        if (peer.narrow) {
            socket.setReceiveBufferSize(StepPlayer.SMALL_BUFFER);
        }
        socket.bind(Surroundings.loopback(0));
        prepare(socket);
        synchronized (run) {
            peer.socket = socket;
            door.queue.add(peer);
        }
        socket.connect(door.address, timeoutMs());
    }

    /** Until nothing is on its way any more. */
    private void drain(List<Line> out, Link link) throws IOException, InterruptedException {
        synchronized (run) {
            link.draining = true;
        }
        byte[] buffer = new byte[64 * 1024];
        InputStream in = link.peer.socket.getInputStream();
        link.peer.socket.setSoTimeout(20);
        long end = System.nanoTime() + run.limitNanos();
        boolean right = true;
        boolean ended = false;
        while (!ended) {
            for (Operation<?> operation : run.pendingAt(link.slot)) {
                if (operation.name.contains("write") && operation.byFuture
                        && operation.future.isDone()) {
                    run.isDoneWithin(operation, 1);
                }
            }
            synchronized (run) {
                if (link.peer.unreceived() == 0 && !run.hasPending(link, "write")
                        || System.nanoTime() - end > 0) {
                    break;
                }
            }
            int count;
            try {
                count = in.read(buffer);
            } catch (SocketTimeoutException expected) {
                continue;
            }
            ended = count < 0;
            for (int i = 0; i < count; i++) {
                right &= buffer[i] == Buffers.at(link.peer.received + i);
            }
            synchronized (run) {
                link.peer.received += Math.max(0, count);
            }
        }
        link.peer.socket.setSoTimeout(timeoutMs());
        run.say(out, link.slot, "peer drains" + (right ? "" : " WRONG BYTES")
                + (ended ? " to the end" : ""));
        synchronized (run) {
            link.stalled = ended;
            link.draining = false;
        }
        if (!link.closed && !link.outShut) {
            // The last bytes may not be acknowledged yet, and take room.
            link.channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 18);
        }
    }

    void release() throws IOException {
        peers.forEach(Peer::drop);
        if (listener != null) {
            listener.close();
        }
        if (narrowListener != null) {
            narrowListener.close();
        }
    }
}
