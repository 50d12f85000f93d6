package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The line by which a server says where it listens: {@code listening on 127.0.0.1:5000}. */
final class Listening {

    private static final String PREFIX = "listening on ";

    private Listening() {
    }

    static String format(InetSocketAddress address) {
        return PREFIX + hostAndPort(address);
    }

    static InetSocketAddress parse(String line) throws IOException {
        int colon = line.lastIndexOf(':');
        if (!line.startsWith(PREFIX) || colon < PREFIX.length()) {
            throw new IOException("the server's first line does not say where it listens: " + line);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(line.substring(PREFIX.length(), colon)),
                    Integer.parseInt(line.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IOException("the server's first line has no address: " + line, e);
        }
    }

    /** Returns {@code 127.0.0.1:5000}, or {@code [0:0:0:0:0:0:0:1]:5000}. */
    static String hostAndPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
