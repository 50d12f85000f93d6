/**
 * What was measured, as immutable records, and the file that holds it. Nothing here measures or
 * shows anything.
 */
package io.github.nioecho.bench.results;
