package io.github.nioecho.channels;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;

/**
 * The numbers of errors on Linux, the same on x86-64 and aarch64, and the exceptions that the JDK
 * throws for them: of the same types, with the same texts, which are the C library's.
 */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ETIME = 62;
    static final int EPROTO = 71;
    static final int EBADFD = 77;
    static final int EMSGSIZE = 90;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ECONNRESET = 104;
    static final int ENOTCONN = 107;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int EALREADY = 114;
    static final int ECANCELED = 125;

    private Errno() {
    }

    /** Returns the exception for a failed call on a socket that moves no data. */
    static IOException ofSocket(int errno) {
        String text = Libc.describe(errno);
        return switch (errno) {
            case EPROTO -> new ProtocolException(text);
            case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(text);
            case EHOSTUNREACH -> new NoRouteToHostException(text);
            case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(text);
            default -> new SocketException(text);
        };
    }

    /** Returns the exception for a failed read; asynchronous channels have no type for a reset. */
    static IOException ofRead(int errno) {
        return errno == ECONNRESET ? new IOException("Connection reset") : ofOther(errno);
    }

    /** Returns the exception for any other failed call: a write, an accept, one of a ring. */
    static IOException ofOther(int errno) {
        return new IOException(Libc.describe(errno));
    }
}
