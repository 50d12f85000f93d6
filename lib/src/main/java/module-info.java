/** An asynchronous TCP echo server (RFC 862) on NIO.2, and its UDP half. */
module io.github.nioecho {
    requires static jdk.jfr;
    requires static org.junit.jupiter.api;

    exports io.github.nioecho;
    exports io.github.nioecho.channels;
    exports io.github.nioecho.fault;
    exports io.github.nioecho.junit;
    exports io.github.nioecho.udp;
}
