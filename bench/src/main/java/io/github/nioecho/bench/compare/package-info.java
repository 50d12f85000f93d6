/** Runs the benchmarks cell by cell, variants next to each other, and keeps what they give. */
package io.github.nioecho.bench.compare;
