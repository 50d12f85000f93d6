/** How JMH is driven: its options, the server under test, profilers and histograms. */
package io.github.nioecho.bench.jmh;
