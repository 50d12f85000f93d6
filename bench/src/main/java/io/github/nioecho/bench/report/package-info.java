/**
 * How what was measured is shown: findings in words, and the page. Nothing here measures anything.
 */
package io.github.nioecho.bench.report;
