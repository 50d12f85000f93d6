/** An asynchronous TCP echo server (RFC 862) on NIO.2. */
package io.github.nioecho;
