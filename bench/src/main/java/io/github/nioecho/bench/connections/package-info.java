/** Memory and cost over the number of connections. */
package io.github.nioecho.bench.connections;
