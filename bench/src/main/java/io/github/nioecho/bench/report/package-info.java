/**
 * What was measured, and how it is shown: the results and their file, the terminal's tables, the
 * page. Nothing here measures anything.
 */
package io.github.nioecho.bench.report;
