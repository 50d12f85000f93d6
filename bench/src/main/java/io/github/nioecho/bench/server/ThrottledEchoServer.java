package io.github.nioecho.bench.server;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.util.List;

/** The library's server with a limited bandwidth or with no fault, in a JVM of its own. */
public final class ThrottledEchoServer {

    private ThrottledEchoServer() {
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param bufferSizeBytes the size of each connection's buffer
     * @param bytesPerSecond the bandwidth of each connection; 0 is no fault
     * @throws IOException if it does not listen within 20 s
     */
    public static ServerProcess start(int bufferSizeBytes, int bytesPerSecond) throws IOException {
        return ServerProcess.java(List.of(
                ThrottledEchoServer.class.getName(),
                Integer.toString(bufferSizeBytes),
                Integer.toString(bytesPerSecond)));
    }

    /** The arguments are those of {@link #start}. */
    public static void main(String[] args) throws IOException {
        int bytesPerSecond = Integer.parseInt(args[1]);
        EchoServerBuilder builder = EchoServer.builder().bufferSize(Integer.parseInt(args[0]));
        if (bytesPerSecond > 0) {
            builder.fault(EchoFault.bandwidth(bytesPerSecond));
        }
        try (EchoServer server = builder.start()) {
            System.out.println(Listening.format(server.address()));
            System.out.flush();
            new ServerControl().answer(System.in, System.out);
        }
    }
}
