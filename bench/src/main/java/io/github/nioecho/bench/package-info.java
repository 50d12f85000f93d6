/** The door of the benchmarks: the launcher, the commands, and the JMH classes, a question each. */
package io.github.nioecho.bench;
