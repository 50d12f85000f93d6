package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Results;
import java.nio.file.Path;

/**
 * One run that a page shows, beside others or alone.
 *
 * @param label tells it from the others
 * @param folder where its histograms are; the page links to them from where it stands
 * @param results what was measured
 */
public record ReportedRun(String label, Path folder, Results results) {
}
