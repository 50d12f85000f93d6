'use strict';

// What there is to show: the runs, by kind, and the servers in them.

const report = JSON.parse(document.getElementById('data').textContent);
const runs = report.runs.map((run, index) => ({ ...run, index }));

/** Returns the runs that a command made: comparison, latency or connections. */
function runsOf(kind) {
  return runs.filter(run => run.results[kind]);
}

/** Returns a name, with that of the run where there are several. */
function inRun(name, run) {
  return runs.length > 1 ? name + ' (' + run.label + ')' : name;
}
