/** Measures response times by a schedule that waits for nobody: an open loop. */
package io.github.nioecho.bench.latency;
