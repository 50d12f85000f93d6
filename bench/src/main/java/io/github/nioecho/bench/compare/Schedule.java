package io.github.nioecho.bench.compare;

/**
 * How often everything is measured, and for how long each time.
 *
 * @param rounds how often, each time with fresh JVMs
 * @param blocks how often the servers take turns in each setting of a round
 * @param times how long each turn is
 */
record Schedule(int rounds, int blocks, Times times) {
}
