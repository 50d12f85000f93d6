package io.github.nioecho.bench.compare;

/**
 * How often everything is measured, and for how long each time.
 *
 * @param rounds how often
 * @param times how long
 */
record Schedule(int rounds, Times times) {
}
