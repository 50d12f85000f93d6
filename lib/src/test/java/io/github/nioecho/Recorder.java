package io.github.nioecho;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes all that an observer hears. */
final class Recorder implements EchoObserver {

    final List<Long> opened = new CopyOnWriteArrayList<>();
    final List<Long> refused = new CopyOnWriteArrayList<>();
    final List<String> received = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void opened(ConnectionInfo connection) {
        calls.add("opened " + connection.id());
        opened.add(connection.id());
    }

    @Override
    public void refused(ConnectionInfo connection) {
        calls.add("refused " + connection.id());
        refused.add(connection.id());
    }

    @Override
    public void received(ConnectionInfo connection, ByteBuffer chunk) {
        calls.add("received " + connection.id());
        received.add(StandardCharsets.UTF_8.decode(chunk).toString());
    }

    @Override
    public void closed(
            ConnectionInfo connection, CloseReason reason, long bytesReceived, long bytesSent) {
        calls.add("closed " + connection.id());
        closed.add(reason + " " + bytesReceived + "/" + bytesSent);
    }

    @Override
    public void acceptFailed(Throwable failure, Duration pause) {
        pauses.add(pause);
    }
}
