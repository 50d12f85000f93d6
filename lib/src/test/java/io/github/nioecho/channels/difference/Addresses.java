package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Addresses to bind to, most of them wrong, and what is shown of those that come back. */
final class Addresses {

    private final SequenceRun run;
    private int paths;

    Addresses(SequenceRun run) {
        this.run = run;
    }

    SocketAddress of(Step step) {
        return switch (Math.floorMod(step.choice(), 16)) {
            case 10 -> null;
            case 11 -> InetSocketAddress.createUnresolved("localhost", 0);
            case 12 -> new StrangeAddress();
            case 13 -> UnixDomainSocketAddress.of(newPath());
            case 14 -> run.around.refusing();
            // For documentation, by RFC 5737: no host has it.
            case 15 -> new InetSocketAddress("192.0.2.1", 0);
            default -> Surroundings.loopback(0);
        };
    }

    Path newPath() {
        synchronized (run) {
            return run.around.folder.resolve("s" + paths++);
        }
    }

    static String name(Step step) {
        return switch (Math.floorMod(step.choice(), 16)) {
            case 10 -> " to null";
            case 11 -> " to unresolved";
            case 12 -> " to strange";
            case 13 -> " to unix";
            case 14 -> " to taken";
            case 15 -> " to foreign";
            default -> "";
        };
    }

    static final class StrangeAddress extends SocketAddress {
        private static final long serialVersionUID = 1;
    }

    /** Files of sockets that were bound. */
    void release() throws IOException {
        for (int i = 0; i < paths; i++) {
            Files.deleteIfExists(run.around.folder.resolve("s" + i));
        }
    }

    /** An address without its number, which is another each time. */
    static String text(SocketAddress address, int expectedPort) {
        if (!(address instanceof InetSocketAddress inet)) {
            return String.valueOf(address);
        }
        boolean right = expectedPort == 0 ? inet.getPort() != 0 : inet.getPort() == expectedPort;
        return inet.getAddress().getHostAddress() + (right ? "" : " WRONG PORT " + inet.getPort());
    }
}
