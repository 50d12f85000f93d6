package io.github.nioecho.text;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Writes socket addresses as {@code 127.0.0.1:5000} and {@code [::1]:5000} (RFC 5952), and those of
 * Unix domain sockets as their path, which may hold anything, or as {@code (unnamed)}.
 */
public final class AddressText {

    private static final int GROUPS = 8;

    private AddressText() {
    }

    /** Writes an address that has been resolved. */
    public static String of(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return of(inet);
        }
        String path = address.toString();
        return path.isEmpty() ? "(unnamed)" : path;
    }

    private static String of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text = host instanceof Inet6Address v6 ? "[" + of(v6) + "]" : host.getHostAddress();
        return text + ":" + address.getPort();
    }

    private static String of(Inet6Address address) {
        String full = address.getHostAddress();
        int scope = full.indexOf('%');
        String[] groups = (scope < 0 ? full : full.substring(0, scope)).split(":");
        int zerosStart = 0;
        int zerosEnd = 0;
        for (int start = 0; start < GROUPS; start++) {
            int end = start;
            while (end < GROUPS && groups[end].equals("0")) {
                end++;
            }
            if (end - start > Math.max(1, zerosEnd - zerosStart)) {
                zerosStart = start;
                zerosEnd = end;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == zerosStart && zerosEnd > zerosStart) {
                text.append("::");
                i = zerosEnd - 1;
            } else {
                text.append(i == 0 || i == zerosEnd && zerosEnd > zerosStart ? "" : ":");
                text.append(groups[i]);
            }
        }
        return text + (scope < 0 ? "" : full.substring(scope));
    }
}
