// What compare measured: throughput, CPU and service time over buffer and message size.

function comparisonSections() {
  const compared = runsOf('comparison');
  const series = seriesOf('comparison');
  const summaries = new Map(compared.flatMap(run => run.results.comparison.summaries.map(cell =>
    [cellKey(run, cell.benchmark, cell.variant, cell.bufferSizeBytes, cell.messages), cell])));
  const all = [...summaries.values()];
  const buffers = distinct(all.map(cell => cell.bufferSizeBytes));
  const messages = distinctSizes(all.map(cell => cell.messages));
  const plan = compared[0].results.comparison.plan;

  function cellKey(run, benchmark, variant, buffer, message) {
    return [run.index, benchmark, variant, buffer, message].join('|');
  }

  /** Returns the cell of a server, or null. A target has one for all buffers, as its own is unknown. */
  function cellOf(one, benchmark, buffer, message) {
    return summaries.get(cellKey(one.run, benchmark, one.server.name, buffer, message))
      || summaries.get(cellKey(one.run, benchmark, one.server.name, null, message)) || null;
  }

  const score = { get: cell => cell.score, getInterval: cell => cell.scoreInterval };
  const cpu = { get: cell => cell.cpuMicrosPerRoundTrip, getInterval: cell => cell.cpuInterval, unit: 'µs' };

  function captionOf(message, more) {
    return sizesText(message) + ' messages' + (more ? ', ' + more : '');
  }

  /** Adds plots of a figure over the buffer size, one for each message size, if anything is known. */
  function overBuffers(place, benchmark, { id, caption, title, unit, get, getInterval }) {
    if (buffers.length === 0 || !all.some(cell => cell.benchmark === benchmark && typeof get(cell) === 'number')) {
      return;
    }
    const scale = ratioScale(buffers);
    messages.forEach(message => addPlot(document.getElementById(place), id + '-' + message, captionOf(message, caption), (look, width) =>
      linesOption(series, one => buffers.map(buffer => {
        const cell = cellOf(one, benchmark, buffer, message);
        const value = cell && get(cell) !== undefined ? get(cell) : null;
        const range = cell && getInterval(cell);
        return [scale.place(buffer), value, range ? range.low : null, range ? range.high : null];
      }), scale.axis('buffer size', bytes, look), look, width, unit, title + ' over buffer size for messages of ' + sizesText(message) + '.',
      at => 'buffer ' + bytes(scale.valueAt(at)))));
  }

  function ratioOption(benchmark, what, message, look, width) {
    const shown = series.filter(one => buffers.some(buffer => {
      const cell = cellOf(one, benchmark, buffer, message);
      return cell && cell.ratio;
    }));
    const step = 0.7 / Math.max(1, shown.length);
    const drawn = shown.flatMap((one, i) => {
      const points = buffers.map((buffer, b) => [b + (i - (shown.length - 1) / 2) * step, cellOf(one, benchmark, buffer, message)])
        .filter(([, cell]) => cell && cell.ratio);
      return [
        { ...lineOf(one, look), type: 'scatter', data: points.map(([x, cell]) => [x, cell.ratio.value]) },
        whiskers(one.name, colour(one.server, look), points.filter(([, cell]) => cell.ratio.interval)
          .map(([x, cell]) => [x, cell.ratio.interval.low, cell.ratio.interval.high])),
      ];
    });
    const option = baseOption(shown, drawn, drawn.filter(one => one.type === 'scatter').flatMap(one => one.data.map(point => point[1])), look, width,
      what + ' as a ratio to the baseline, for messages of ' + sizesText(message) + '.');
    if (option.yAxis.type === 'value') {
      const values = drawn.flatMap(one => one.data.flatMap(point => point.slice(1)));
      const margin = 0.1 * (Math.max(1, ...values) - Math.min(1, ...values));
      option.yAxis.min = Math.floor((Math.min(1, ...values) - margin) * 10) / 10;
      option.yAxis.max = Math.ceil((Math.max(1, ...values) + margin) * 10) / 10;
    }
    option.yAxis.axisLabel.formatter = value => +value.toFixed(3);
    option.xAxis = namedAxis('buffer size', look, {
      type: 'value', min: -0.5, max: buffers.length - 0.5, interval: 0.5, axisTick: { show: false },
      axisLabel: { hideOverlap: false, formatter: at => (buffers[at] === undefined ? '' : bytes(buffers[at])) },
    });
    if (drawn.length > 0) {
      drawn[0].markLine = {
        silent: true, symbol: 'none', data: [{ yAxis: 1 }], lineStyle: { color: look.quiet, type: 'solid', width: 1.5 }, label: { show: false },
      };
    }
    option.tooltip = tooltipOf(look, 'item', point => bytes(buffers[Math.round(point.value[0])]) + ' buffer', points =>
      points.map(({ seriesName, value }) => {
        const one = shown.find(each => each.name === seriesName);
        const ratio = cellOf(one, benchmark, buffers[Math.round(value[0])], message).ratio;
        return [seriesName, colour(one.server, look), fixed(ratio.value) + (ratio.interval ? ' (' + fixed(ratio.interval.low) + ' to ' + fixed(ratio.interval.high) + ')' : '')
          + ', ' + ratio.verdict];
      }));
    return option;
  }

  /** Adds plots of the ratios to the baseline, one for each message size, if there are any. */
  function ratios(place, benchmark, { id, caption, title }) {
    if (all.some(cell => cell.ratio && cell.benchmark === benchmark && cell.bufferSizeBytes !== null)) {
      messages.forEach(message => addPlot(document.getElementById(place), id + '-' + message, captionOf(message, caption),
        (look, width) => ratioOption(benchmark, title, message, look, width)));
    }
  }

  /** Of a server whose buffer is not known, the tables say everything. */
  function removeIfEmpty(place) {
    const section = document.getElementById(place);
    if (!section.querySelector('figure')) {
      section.remove();
    }
  }

  function serviceTimes() {
    const section = document.getElementById('service');
    if (!all.some(cell => cell.benchmark === 'latency')) {
      section.remove();
      return;
    }
    let chosen = buffers.includes(1024) ? 1024 : buffers[0];
    addChoice(section, 'Buffer size', buffers, bytes, chosen, size => {
      chosen = size;
    });
    messages.forEach(message => addPlot(section, 'service-' + message, sizesText(message) + ' messages', (look, width) =>
      percentilesOption(series.map(one => ({ one, cell: cellOf(one, 'latency', chosen === undefined ? null : chosen, message) }))
        .filter(({ cell }) => cell && cell.percentileCurve)
        .map(({ one, cell }) => ({ one, points: cell.percentileCurve, percentiles: cell.percentilesMicros || {} })),
      look, width, 'Service time by percentile for messages of ' + sizesText(message) + '.')));
  }

  const CPU_WORDS = { faster: 'less', slower: 'more', 'no difference': 'no difference' };
  const THROUGHPUT = [
    intervalColumn('round trips/s', 'score', row => row.cell.score, row => row.cell.scoreInterval),
    {
      title: 'spread', id: 'variation',
      show: ({ cell }) => ({ text: cell.variation === null ? '–' : (cell.variation * 100).toFixed(1) + ' %', more: [cell.noisy ? 'noisy' : '', cell.settled === false ? 'not warm' : ''].filter(Boolean).join(', '), flag: cell.noisy || cell.settled === false }),
    },
    ratioColumn('to baseline', 'ratio', row => row.cell.ratio, word => word),
    intervalColumn('server CPU, µs', 'cpu', row => row.cell.cpuMicrosPerRoundTrip, row => row.cell.cpuInterval),
    ratioColumn('CPU to baseline', 'cpuRatio', row => row.cell.cpuRatio, word => CPU_WORDS[word]),
    figureColumn('server heap, B', 'alloc', row => row.cell.allocatedBytesPerRoundTrip),
  ];
  const CHURN = [
    intervalColumn('connections/s', 'score', row => row.cell.score, row => row.cell.scoreInterval),
    ...THROUGHPUT.slice(1),
  ];
  const LATENCY = [
    intervalColumn('median', 'score', row => row.cell.score, row => row.cell.scoreInterval),
    THROUGHPUT[1],
    ratioColumn('to baseline', 'ratio', row => row.cell.ratio, word => word),
    ...PERCENTILES.concat('max').map(name =>
      figureColumn(name, name, row => (row.cell.percentilesMicros || {})[name])),
  ];

  function table(benchmark, message, columns, caption) {
    const sizes = distinct(all.map(cell => cell.bufferSizeBytes))
      .concat(all.some(cell => cell.bufferSizeBytes === null) ? [null] : []);
    const groups = sizes.map(buffer => ({
      title: buffer === null ? 'buffer not known' : bytes(buffer) + ' buffer',
      rows: series.map(one => {
        const key = cellKey(one.run, benchmark, one.server.name, buffer, message);
        const cell = summaries.get(key);
        return cell && {
          key, cell, name: one.name, server: one.server,
          isBaseline: one.run.results.comparison.plan.baseline === one.server.name,
          failure: cell.score === null && cell.failures ? cell.failures.join('; ') : null,
          notes: cell.score !== null && cell.failures
            ? [cell.rounds + ' rounds, others failed: ' + cell.failures.join('; ')] : [],
        };
      }).filter(Boolean),
    })).filter(group => group.rows.length > 0);
    if (groups.length > 0) {
      addTable(document.getElementById('comparison-figures'), caption + ', messages of ' + sizesText(message), columns, groups, true);
    }
  }

  fill('rounds', compared.map(run => count(run.results.comparison.plan.rounds, 'round')).filter((text, i, texts) => texts.indexOf(text) === i).join(' or '));
  const overUnix = compared.filter(run => run.results.comparison.plan.transport === 'unix').length;
  const transport = overUnix === 0 ? '' : overUnix === compared.length ? ' on Unix domain sockets' : ' on TCP or Unix domain sockets';
  fill('throughput-load', count(plan.connections, 'connection') + transport);
  fill('churn-load', count(plan.connections, 'connection') + transport);
  fill('service-load', count(plan.latencyConnections, 'connection') + transport);
  fill('baseline', compared.length > 1 ? 'each run\u2019s baseline' : plan.baseline);
  overBuffers('throughput', 'throughput', { id: 'throughput', title: 'Throughput', unit: 'round trips/s', ...score });
  ratios('ratio', 'throughput', { id: 'ratio', title: 'Throughput' });
  overBuffers('cpu', 'throughput', { id: 'cpu', title: 'Server CPU per round trip', ...cpu });
  overBuffers('churn', 'churn', { id: 'churn', caption: 'connections/s', title: 'Connections per second', unit: 'connections/s', ...score });
  ratios('churn', 'churn', { id: 'churn-ratio', caption: 'against the baseline', title: 'Connections per second' });
  overBuffers('churn', 'churn', { id: 'churn-cpu', caption: 'server CPU each', title: 'Server CPU per connection', ...cpu });
  ['throughput', 'ratio', 'cpu', 'churn'].forEach(removeIfEmpty);
  serviceTimes();
  messages.forEach(message => {
    table('throughput', message, THROUGHPUT, 'Throughput and CPU');
    table('latency', message, LATENCY, 'Service time in µs, closed loop');
    table('churn', message, CHURN, 'Churn and CPU for each connection');
  });
}

section('comparison', ['throughput', 'ratio', 'cpu', 'service', 'churn', 'comparison-figures'], comparisonSections);
