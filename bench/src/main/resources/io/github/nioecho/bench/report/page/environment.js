'use strict';

// Where and how each run was made, and its raw data.

function pairsOf(run) {
  const results = run.results;
  const env = results.environment;
  const list = value => value && value.join(' ');
  return [
    ['Processor', env.cpuModel],
    ['Cores', env.cores],
    ['Memory', env.memoryBytes && (env.memoryBytes / 1073741824).toFixed(1) + ' GiB'],
    ['Operating system', [env.os, env.kernel, env.arch].filter(Boolean).join(' ')],
    ['JDK', [env.javaVersion, env.javaVendor].filter(Boolean).join(', ')],
    ['JVM', env.jvm],
    ['JVM flags', env.jvmFlags && (env.jvmFlags.join(' ') || 'none')],
    ['net.core.somaxconn', env.somaxconn],
    ['net.ipv4.tcp_rmem', list(env.tcpRmem)],
    ['net.ipv4.tcp_wmem', list(env.tcpWmem)],
    ['Open files', env.openFileLimit],
    ['nioecho', results.toolVersion],
    ['Commit', env.gitCommit && env.gitCommit + (env.gitDirty ? ' with local changes' : '')],
    ['Started', date(results.startedAt)],
    ['Finished', date(results.finishedAt)],
    ['Seed', results.seed],
  ];
}

function environmentTable() {
  const table = element('table', undefined, { class: 'pairs' });
  const columns = runs.map(pairsOf);
  if (runs.length > 1) {
    const head = table.createTHead().insertRow();
    [''].concat(runs.map(run => run.label))
      .forEach(title => head.append(element('th', title, { scope: 'col' })));
  }
  const body = table.createTBody();
  columns[0].forEach(([name], i) => {
    const row = body.insertRow();
    row.append(element('th', name, { scope: 'row' }));
    columns.forEach(pairs => {
      const value = pairs[i][1];
      const known = value !== null && value !== undefined && value !== '';
      row.append(element('td', known ? String(value) : 'unknown'));
    });
  });
  const scroll = element('div', undefined, { class: 'scroll' });
  scroll.append(table);
  return scroll;
}

/** Returns a link that saves what the page holds of a run. */
function download(run) {
  const raw = new Blob([JSON.stringify(run.results, null, 2)], { type: 'application/json' });
  return element('a', 'results.json', { download: 'results.json', href: URL.createObjectURL(raw) });
}

function environmentSection() {
  const section = document.getElementById('environment');
  section.append(environmentTable());
  runs.forEach(run => {
    const line = element('p', inRun('Raw data', run) + ': ');
    line.append(download(run));
    section.append(line);
  });
}

environmentSection();
