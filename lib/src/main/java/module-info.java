/** An asynchronous TCP echo server (RFC 862) on NIO.2. */
module io.github.nioecho {
    exports io.github.nioecho;
    exports io.github.nioecho.fault;
}
