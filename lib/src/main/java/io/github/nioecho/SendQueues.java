package io.github.nioecho;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What the kernel holds of what connections have been sent: bytes that it has not sent on, or that
 * the client's system has not acknowledged. Java has no call for it; Linux writes it into
 * {@code /proc/self/net/tcp} (see {@code tcp_diag_get_info} and proc(5): {@code tx_queue}). One
 * reading takes time in proportion to all TCP sockets of the system, some microseconds each.
 */
final class SendQueues {

    /** Before an IPv4 address that is written as an IPv6 one. */
    private static final String MAPPED = "0000000000000000FFFF0000";

    private static final int WORD_BYTES = 4;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final List<Path> tables;

    /**
     * @param tables files in the format of {@code /proc/net/tcp}; those that are missing are empty
     */
    SendQueues(Path... tables) {
        this.tables = List.of(tables);
    }

    /** Returns those of this process's network. */
    static SendQueues ofSystem() {
        return new SendQueues(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    }

    /**
     * Looks now. Of Unix domain sockets no system tells.
     *
     * @return bytes by connection; without those of which the system does not tell
     */
    Map<ConnectionInfo, Long> of(Collection<ConnectionInfo> connections) {
        Map<String, ConnectionInfo> wanted = new HashMap<>();
        for (ConnectionInfo connection : connections) {
            if (connection.localAddress() instanceof InetSocketAddress local
                    && connection.remoteAddress() instanceof InetSocketAddress remote) {
                wanted.put(hex(local) + " " + hex(remote), connection);
            }
        }
        Map<ConnectionInfo, Long> bytes = new HashMap<>();
        for (Path table : tables) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
                // The first one is the heading.
                lines.readLine();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    look(line, wanted, bytes);
                }
            } catch (IOException expected) {
                // Another system, or no descriptor is free: it does not tell.
            }
        }
        return bytes;
    }

    /** A line: {@code 1: 0100007F:1388 0100007F:98C5 01 0000001A:00000000 ...}, all in hex. */
    private static void look(
            String line, Map<String, ConnectionInfo> wanted, Map<ConnectionInfo, Long> bytes) {
        String[] words = line.strip().split(" +", 6);
        ConnectionInfo connection =
                wanted.get(words[1].replace(MAPPED, "") + " " + words[2].replace(MAPPED, ""));
        if (connection != null) {
            bytes.put(connection, Long.parseLong(words[4], 0, words[4].indexOf(':'), 16));
        }
    }

    /** Writes an address as Linux does: word by word, each in the machine's order of bytes. */
    private static String hex(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        byte[] bytes = host.getAddress();
        StringBuilder text = new StringBuilder();
        boolean swapped = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < bytes.length; i++) {
            int next = swapped ? i - i % WORD_BYTES + WORD_BYTES - 1 - i % WORD_BYTES : i;
            text.append(HEX.toHexDigits(bytes[next]));
        }
        return text + ":" + HEX.toHexDigits((short) address.getPort());
    }
}
