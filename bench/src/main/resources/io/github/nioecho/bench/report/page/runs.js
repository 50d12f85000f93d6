// What there is to show: the runs by kind, the servers in them, and how each server looks.

const report = await unpack(document.getElementById('data').textContent);
const KINDS = ['comparison', 'buffers', 'latency', 'connections'];
const runs = report.runs.map((run, index) =>
  ({ ...run, index, kind: KINDS.find(kind => run.results[kind]) }));

/** Reads gzipped JSON in Base64. */
async function unpack(text) {
  const packed = Uint8Array.from(atob(text), char => char.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
}

/** Returns the runs of a kind. */
function runsOf(kind) {
  return runs.filter(run => run.kind === kind);
}

/** Returns the name of something in a run, with the run's where there are several of its kind. */
function nameIn(name, run) {
  return runsOf(run.kind).length > 1 ? name + ' (' + run.label + ')' : name;
}

// Okabe and Ito's colours, told apart by the colour-blind. Models come first and have the first
// four, with solid lines; the others' lines are dashed. Every server has a symbol of its own,
// centred on its figure.
const LIGHT = ['#0072b2', '#c96a00', '#008f68', '#b8508b', '#6f6f6f', '#d03f00', '#2f8fcb', '#1b1f24'];
const DARK = ['#56b4e9', '#e69f00', '#1fc596', '#e08fbd', '#a8a8a8', '#f0733a', '#3d8fd1', '#f0e442'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'path://M0,0L10,0L5,9Z', 'roundRect',
  'path://M5,0L6.2,3.6L10,3.6L7,5.9L8.1,9.5L5,7.3L1.9,9.5L3,5.9L0,3.6L3.8,3.6Z', 'path://M0,0L10,0L0,10L10,10Z',
  'path://M0,5L5,0L5,10Z', 'path://M0,0L0,10L6,5Z', 'path://M3,0H7V3H10V7H7V10H3V7H0V3H3Z',
  'path://M5,0L10,4L8,10H2L0,4Z'];
// A model looks the same on every page.
const MODELS = ['async', 'blocking', 'virtual', 'selector'];

const servers = (function () {
  const kinds = ['model', 'setting', 'contender', 'target'];
  const found = new Map();
  runs.forEach(run => run.results.servers.forEach(server => {
    const known = found.get(server.name);
    if (!known || known.leftOut) {
      found.set(server.name, server);
    }
  }));
  const sorted = [...found.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  let next = MODELS.length;
  return new Map(sorted.map((server, order) => {
    const model = MODELS.indexOf(server.name);
    const looks = model >= 0 ? model : next++;
    return [server.name, { ...server, order, isModel: server.kind === 'model', looks, symbol: SYMBOLS[looks % SYMBOLS.length] }];
  }));
}());

/** Returns a server by its name; one that no run tells of is running somewhere. */
function serverOf(name) {
  return servers.get(name) || { name, kind: 'target', order: servers.size, looks: MODELS.length, symbol: 'circle' };
}

/** Returns what a run's plan names, models first. */
function measured(run) {
  return run.results[run.kind].plan.variants
    .map(serverOf)
    .sort((a, b) => a.order - b.order);
}

/** Returns every server of every run of a kind; a plot makes a line of each. */
function seriesOf(kind) {
  return runsOf(kind).flatMap((run, nth) => measured(run).map(server =>
    ({ name: nameIn(server.name, run), server, run, nth })));
}

/** Returns the distinct sizes of messages: numbers in ascending order, then mixtures. */
function distinctSizes(values) {
  return distinct(values.filter(value => typeof value === 'number'))
    .concat([...new Set(values.filter(value => typeof value === 'string'))]);
}

/** Returns the distinct values in ascending order, null left out. */
function distinct(values) {
  return [...new Set(values.filter(value => value !== null && value !== undefined))].sort((a, b) => a - b);
}
