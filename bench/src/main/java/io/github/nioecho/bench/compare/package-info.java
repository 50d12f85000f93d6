/** Compares servers in rounds: what is measured in which order, and what the rounds say together. */
package io.github.nioecho.bench.compare;
