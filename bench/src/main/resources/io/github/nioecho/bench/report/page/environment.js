// Where and how each run was made, the servers in it, and its raw data.

function environmentPairs({ results }) {
  const env = results.environment;
  const costs = env.machine || {};
  const list = value => value && value.join(' ');
  // 0 is an answer, too.
  const known = (value, text) => (value === null || value === undefined ? value : text(value));
  const micros = nanos => known(nanos, value => number(value / 1000) + ' µs');
  return [
    ['Processor', env.cpuModel],
    ['Cores', env.cores],
    ['Hyperthreads of one core', known(costs.hyperthreads, value => (value ? 'some of them' : 'none'))],
    ['Processors set apart', env.pinning],
    ['A bare system call', micros(costs.systemCallNanos)],
    ['Waking a thread on another core', micros(costs.wakeNanos)],
    ['Round trip of a byte over loopback', micros(costs.loopbackNanos)],
    ['Time taken by a hypervisor', known(costs.stealShare, value => (value * 100).toFixed(1) + ' %')],
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

const TRANSPORTS = { tcp: 'TCP', unix: 'Unix domain sockets' };

const PLAN_WORDS = {
  variants: ['Servers', value => value.join(', ')],
  baseline: ['Baseline', String],
  rate: ['Messages per second', number],
  counts: ['Connections', value => value.map(n => n.toLocaleString('en')).join(', ')],
  asked: ['Connections asked for', value => value.map(n => n.toLocaleString('en')).join(', ')],
  transport: ['Transport', value => TRANSPORTS[value]],
  connections: ['Connections', String],
  loadConnections: ['Connections that carry messages', String],
  memoryBytes: ['Memory at most', memory],
  candidatesBytes: ['Buffer sizes to choose from', value => value.map(bytes).join(', ')],
  gridBuffersBytes: ['Buffer sizes of the fit', value => value.map(bytes).join(', ')],
  gridMessagesBytes: ['Message sizes of the fit', value => value.map(bytes).join(', ')],
  budgetMillis: ['Budget', seconds],
  latencyConnections: ['Connections for service time', String],
  activeShare: ['Share of connections that echo', value => +(value * 100).toPrecision(3) + ' %'],
  bufferSizesBytes: ['Buffer sizes', value => value.map(bytes).join(', ')],
  bufferSizeBytes: ['Buffer size', bytes],
  messages: ['Message sizes', value => [].concat(value).map(sizesText).join('; ')],
  threads: ['Server threads', value => (value === null ? 'unknown' : String(value))],
  rounds: ['Rounds', String],
  warmupMillis: ['Warm-up', seconds],
  blocks: ['Turns in a round', String],
  sliceMillis: ['Length of a turn', value => value + ' ms'],
  measureMillis: ['Measured', seconds],
  durationMillis: ['Measured', seconds],
  serverJvmArgs: ['Options of the servers\u2019 JVMs', value => value.join(' ') || 'none'],
  p99BoundMicros: ['Bound of the p99 response time', value => number(value) + ' µs'],
};

function planPairs(run) {
  const plan = run.results[run.kind].plan;
  return Object.entries(PLAN_WORDS).filter(([name]) => plan[name] !== undefined)
    .map(([name, [title, text]]) => [title, text(plan[name])]);
}

/** Makes a table of names and values, with a column of values for each run given. */
function pairsTable(caption, columns, titles) {
  const table = element('table', undefined, { class: 'pairs' });
  table.append(element('caption', caption));
  if (titles.length > 1) {
    const head = table.createTHead().insertRow();
    head.append(element('td'));
    titles.forEach(title => head.append(element('th', title, { scope: 'col' })));
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
  const scroll = element('div', undefined, { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption });
  scroll.append(table);
  return scroll;
}

function serversTable() {
  const pairs = [...servers.values()].map(server => [server.name,
    server.kind + ': ' + server.description + (server.leftOut ? '. Left out: ' + server.leftOut : '')]);
  return pairsTable('Servers', [pairs], []);
}

/** Returns the histogram logs that a run names, each once. */
function histograms({ results, kind }) {
  const found = kind === 'comparison'
    ? results.comparison.measurements.map(each => each.histogramFile)
    : kind === 'latency' ? results.latency.runs.flatMap(each => each.histogramFiles || []) : [];
  return [...new Set(found.filter(Boolean))];
}

/** Returns a way to what the page holds of a run, and to the files beside it. */
function rawData(run) {
  const part = element('div');
  const raw = new Blob([JSON.stringify(run.results, null, 2)], { type: 'application/json' });
  const line = element('p');
  line.append(element('a', 'Download results.json', { download: 'results.json', href: URL.createObjectURL(raw) }),
    ', the raw figures that this page is made of' + (runs.length > 1 ? ', of ' + run.label : '') + '.');
  part.append(line);
  const files = histograms(run);
  if (files.length > 0) {
    const details = element('details');
    details.append(element('summary', count(files.length, 'histogram') + ' (HdrHistogram logs) in the folder of the results'));
    const list = element('ul', undefined, { class: 'files' });
    files.forEach(file => {
      const item = element('li');
      item.append(run.link === null ? file
        : element('a', file, { href: (run.link + file).split('/').map(encodeURIComponent).join('/') }));
      list.append(item);
    });
    details.append(list);
    part.append(details);
  }
  return part;
}

/** Leaves of what is said on transports that which concerns a run. */
function transportWords() {
  const used = runs.map(run => (run.kind && run.results[run.kind].plan.transport) || 'tcp');
  Object.keys(TRANSPORTS).filter(transport => !used.includes(transport)).forEach(transport =>
    document.querySelectorAll('[data-transport="' + transport + '"]').forEach(part => part.remove()));
}

function environmentSection() {
  const part = document.getElementById('environment');
  part.append(pairsTable('Environment', runs.map(environmentPairs), runs.map(run => run.label)));
  runs.filter(run => run.kind).forEach(run => part.append(pairsTable(
    'Plan' + (runs.length > 1 ? ' of ' + run.label : ''), [planPairs(run)], [])));
  part.append(serversTable());
  runs.forEach(run => part.append(rawData(run)));
}

transportWords();
environmentSection();
