package io.github.nioecho;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events for Java Flight Recorder. The only class that needs its module. While nothing records it
 * keeps nothing, and asks once for each connection whether something does; an echo does not come by
 * here. Safe for use by several threads.
 */
final class JfrEvents {

    /** Of the connections that were opened while recording, by their numbers. */
    private final Map<Long, Connection> open = new ConcurrentHashMap<>();

    /**
     * Returns whether the process has recorded before. Asked of Flight Recorder alone: an event's
     * class would initialize it, which takes longer than all the rest of a server's start.
     */
    static boolean wanted() {
        return FlightRecorder.isInitialized();
    }

    JfrEvents() {
        // Loads the classes while the process has file descriptors: they may be needed without.
        List.of(new Connection(), new AcceptFailure(), new ServerStart(), new ServerStop())
                .forEach(Event::isEnabled);
    }

    void started(SocketAddress address) {
        ServerStart event = new ServerStart();
        if (event.shouldCommit()) {
            event.address = host(address);
            event.port = port(address);
            event.commit();
        }
    }

    void stopped(SocketAddress address) {
        ServerStop event = new ServerStop();
        if (event.shouldCommit()) {
            event.address = host(address);
            event.port = port(address);
            event.commit();
        }
    }

    void opened(ConnectionInfo connection) {
        Connection event = new Connection();
        if (event.isEnabled()) {
            event.begin();
            open.put(connection.id(), event);
        }
    }

    void closed(ConnectionInfo connection, CloseReason reason, long received, long sent) {
        Connection event = open.isEmpty() ? null : open.remove(connection.id());
        if (event != null) {
            event.end();
            if (event.shouldCommit()) {
                event.id = connection.id();
                event.remoteAddress = host(connection.remoteAddress());
                event.remotePort = port(connection.remoteAddress());
                event.localPort = port(connection.localAddress());
                event.bytesReceived = received;
                event.bytesSent = sent;
                event.closeReason = reason.name();
                event.commit();
            }
        }
    }

    void acceptFailed(Throwable failure, Duration pause) {
        AcceptFailure event = new AcceptFailure();
        if (event.shouldCommit()) {
            event.failure = failure.toString();
            event.pause = pause.toNanos();
            event.commit();
        }
    }

    /** A Unix domain socket has its path there, an unnamed one nothing. */
    private static String host(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() : address.toString();
    }

    /** A Unix domain socket has none, which is 0. */
    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Name("io.github.nioecho.Connection")
    @Label("Echo Connection")
    @Category("nioecho")
    @StackTrace(false)
    private static final class Connection extends Event {

        @Label("Connection Number")
        private long id;

        @Label("Remote Address")
        private String remoteAddress;

        @Label("Remote Port")
        private int remotePort;

        @Label("Local Port")
        private int localPort;

        @Label("Bytes Received")
        @DataAmount
        private long bytesReceived;

        @Label("Bytes Sent")
        @DataAmount
        private long bytesSent;

        @Label("Close Reason")
        private String closeReason;
    }

    @Name("io.github.nioecho.AcceptFailure")
    @Label("Echo Accept Failure")
    @Category("nioecho")
    @StackTrace(false)
    private static final class AcceptFailure extends Event {

        @Label("Failure")
        private String failure;

        @Label("Pause")
        @Timespan
        private long pause;
    }

    @Name("io.github.nioecho.ServerStart")
    @Label("Echo Server Start")
    @Category("nioecho")
    @StackTrace(false)
    private static final class ServerStart extends Event {

        @Label("Address")
        private String address;

        @Label("Port")
        private int port;
    }

    @Name("io.github.nioecho.ServerStop")
    @Label("Echo Server Stop")
    @Category("nioecho")
    @StackTrace(false)
    private static final class ServerStop extends Event {

        @Label("Address")
        private String address;

        @Label("Port")
        private int port;
    }
}
