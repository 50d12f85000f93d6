/** Compares servers in rounds: in which order, for how long, and what the rounds say together. */
package io.github.nioecho.bench.compare;
