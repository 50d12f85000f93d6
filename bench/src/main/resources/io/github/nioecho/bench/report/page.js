(function () {
  'use strict';

  const report = JSON.parse(document.getElementById('data').textContent);
  const results = report.results;
  const plan = results.plan;
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9'];

  // Okabe and Ito's colours, told apart by the colour-blind; each with a symbol of its own as well.
  const LIGHT = ['#0072b2', '#d07a00', '#009e73', '#c05a94', '#56b4e9', '#d55e00', '#7a7a7a', '#1b1f24'];
  const DARK = ['#56b4e9', '#e69f00', '#1fc596', '#e08fbd', '#3d8fd1', '#f0733a', '#a8a8a8', '#f0e442'];
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'roundRect', 'circle'];

  const order = new Map(plan.variants.map((variant, i) => [variant, i]));
  const cells = new Map(results.cells.map(cell => [
    key(cell.benchmark, cell.variant, cell.bufferSizeBytes, cell.messageSizeBytes), cell]));

  function key(benchmark, variant, buffer, message) {
    return [benchmark, variant, buffer, message].join('|');
  }

  function cellOf(benchmark, variant, buffer, message) {
    return cells.get(key(benchmark, variant, buffer, message));
  }

  // ---- writing figures

  function bytes(value) {
    const units = [[1048576, ' MiB'], [1024, ' KiB']];
    for (const [size, unit] of units) {
      if (value >= size && value % size === 0) {
        return value / size + unit;
      }
    }
    return value + ' B';
  }

  function number(value) {
    if (value === null || value === undefined) {
      return '–';
    }
    const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function short(value) {
    if (value >= 1e6) {
      return +(value / 1e6).toPrecision(3) + 'M';
    }
    return value >= 1e4 ? +(value / 1e3).toPrecision(3) + 'k' : value.toLocaleString('en');
  }

  function count(n, noun) {
    return n + ' ' + noun + (n === 1 ? '' : 's');
  }

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text !== undefined) {
      made.textContent = text;
    }
    Object.entries(attributes || {}).forEach(([attribute, value]) => made.setAttribute(attribute, value));
    return made;
  }

  function date(instant) {
    return instant.slice(0, 10) + ' ' + instant.slice(11, 16) + ' UTC';
  }

  // ---- words

  function words() {
    const env = results.environment;
    const facts = [
      [env.cpuModel, count(env.cores, 'core')].filter(Boolean).join(', '),
      'JDK ' + [env.javaVersion, env.javaVendor && '(' + env.javaVendor + ')'].filter(Boolean).join(' '),
      [env.os, env.kernel].filter(Boolean).join(' '),
      date(results.finishedAt),
    ];
    document.getElementById('facts').textContent = facts.join(' · ');
    document.getElementById('cores').textContent = count(env.cores, 'core');
    document.getElementById('times').textContent =
      'Each figure is the mean of ' + count(plan.iterations, 'iteration') + ' of '
      + plan.iterationMillis / 1000 + ' s in ' + count(plan.forks, 'client JVM') + ', after '
      + plan.warmupMillis / 1000 + ' s of warm-up: too little for small differences.';
    document.getElementById('throughput-load').textContent = count(plan.connections, 'connection');
    document.getElementById('latency-load').textContent = count(plan.latencyConnections, 'connection');
    const findings = document.getElementById('findings');
    report.findings.forEach(finding => findings.append(element('li', finding)));
    if (report.findings.length === 0) {
      findings.append(element('li', 'There are too few figures to say anything yet.'));
    }
    if (!results.complete) {
      const partial = document.getElementById('partial');
      const planned = 2 * plan.variants.length * plan.bufferSizesBytes.length * plan.messageSizesBytes.length;
      partial.textContent = 'This run was stopped early: ' + results.cells.length + ' of ' + planned
        + ' cells were measured.';
      partial.hidden = false;
    }
    const failed = results.cells.filter(cell => cell.failure);
    if (failed.length > 0) {
      const box = document.getElementById('failures');
      failed.forEach(cell => box.querySelector('ul').append(element('li',
        cell.benchmark + ', ' + cell.variant + ', ' + bytes(cell.bufferSizeBytes) + ' buffer, '
        + bytes(cell.messageSizeBytes) + ' messages: ' + cell.failure)));
      box.hidden = false;
    }
  }

  // ---- plots

  const plots = [];

  function plot(section, message, options) {
    const figure = element('figure');
    const caption = element('figcaption', bytes(message) + ' messages ');
    const note = caption.appendChild(element('span'));
    const box = element('div', undefined, { class: 'plot' });
    figure.append(caption, box);
    document.querySelector('#' + section + ' .plots').append(figure);
    plots.push({ box, note, options: () => options(message), chart: null });
  }

  function draw() {
    plots.forEach(each => {
      const { series, option } = each.options();
      if (each.chart) {
        each.chart.dispose();
        each.chart = null;
      }
      const empty = series.every(one => one.data.every(point => point[1] === null));
      each.box.classList.toggle('empty', empty);
      each.box.textContent = empty ? 'No figures' : '';
      each.note.textContent = !empty && option.yAxis.type === 'log' ? '(logarithmic)' : '';
      if (!empty) {
        each.chart = echarts.init(each.box, null, { renderer: 'svg' });
        each.chart.setOption(option);
      }
    });
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue(name).trim();
    return {
      ink: get('--ink'), quiet: get('--quiet'), line: get('--line'), paper: get('--paper'),
      colors: dark.matches ? DARK : LIGHT, font: getComputedStyle(document.body).fontFamily,
    };
  }

  /** Wide ranges need a logarithmic axis; the others start at zero. */
  function valueAxis(values, look) {
    const positive = values.filter(value => value > 0);
    const wide = positive.length > 1 && Math.max(...positive) > 12 * Math.min(...positive);
    const axis = {
      type: wide ? 'log' : 'value',
      axisLabel: { color: look.quiet, formatter: short },
      splitLine: { lineStyle: { color: look.line } },
      axisLine: { show: false },
      axisTick: { show: false },
      splitNumber: 4,
    };
    if (wide) {
      axis.min = Math.pow(10, Math.floor(Math.log10(Math.min(...positive))));
      axis.max = Math.pow(10, Math.ceil(Math.log10(Math.max(...positive))));
    } else {
      axis.min = 0;
    }
    return axis;
  }

  function base(series, values, look, label) {
    return {
      animation: false,
      textStyle: { fontFamily: look.font, fontSize: 12 },
      aria: { enabled: true, label: { description: label + ' The figures are in the tables below.' } },
      color: plan.variants.map(variant => colour(variant, look)),
      grid: { left: 4, right: 30, top: 40, bottom: 28, containLabel: true },
      legend: {
        left: 0, top: 0, itemGap: 16, itemWidth: 11, itemHeight: 10, inactiveColor: look.line,
        textStyle: { color: look.ink },
        data: series.map(one => ({ name: one.name, icon: symbol(one.name) })),
      },
      yAxis: valueAxis(values, look),
      series,
    };
  }

  function colour(variant, look) {
    return look.colors[order.get(variant) % look.colors.length];
  }

  function symbol(variant) {
    return SYMBOLS[order.get(variant) % SYMBOLS.length];
  }

  function tooltip(look, trigger, title, rows) {
    return {
      trigger,
      confine: true,
      backgroundColor: look.paper,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 12 },
      axisPointer: { lineStyle: { color: look.quiet, type: 'solid', width: 1 }, snap: true },
      formatter(params) {
        const points = [].concat(params);
        const box = element('div', undefined, { style: 'font-variant-numeric: tabular-nums' });
        box.append(element('div', title(points[0].value[0]), { style: 'font-weight: 600' }));
        rows(points).forEach(([name, text]) => {
          const row = element('div', undefined, { style: 'display: flex; gap: 1.5em; justify-content: space-between' });
          const label = element('span');
          label.append(element('span', '', { style: 'display: inline-block; width: .6em; height: .6em;'
            + ' margin-right: .5em; border-radius: 50%; background: ' + colour(name, look) }), name);
          row.append(label, element('span', text));
          box.append(row);
        });
        return box;
      },
    };
  }

  function overBuffers(figure, unit, label) {
    return message => {
      const look = theme();
      const series = plan.variants.map(variant => ({
        name: variant,
        type: 'line',
        symbol: symbol(variant),
        symbolSize: 8,
        lineStyle: { width: 2 },
        itemStyle: { color: colour(variant, look) },
        emphasis: { disabled: true },
        data: plan.bufferSizesBytes
          .map(buffer => [buffer, cellOf('throughput', variant, buffer, message)])
          // A missing figure leaves a gap: no line is drawn across it.
          .map(([buffer, cell]) => [buffer, cell && figure(cell) !== undefined ? figure(cell) : null]),
      }));
      const values = series.flatMap(one => one.data.map(point => point[1]).filter(value => value !== null));
      const option = base(series, values, look, label + ' for messages of ' + bytes(message) + '.');
      option.xAxis = bufferAxis(look);
      option.tooltip = tooltip(look, 'axis', buffer => bytes(buffer) + ' buffer', points =>
        points.filter(point => point.value[1] !== null)
          .map(point => [point.seriesName, number(point.value[1]) + ' ' + unit]));
      return { series, option };
    };
  }

  function bufferAxis(look) {
    const sizes = plan.bufferSizesBytes;
    const powersOfFour = sizes.every(size => Number.isInteger(Math.log2(size) / 2));
    const logBase = powersOfFour ? 4 : 2;
    const single = Math.min(...sizes) === Math.max(...sizes);
    return {
      type: 'log',
      logBase,
      min: single ? sizes[0] / logBase : Math.min(...sizes),
      max: single ? sizes[0] * logBase : Math.max(...sizes),
      name: 'buffer size',
      nameLocation: 'middle',
      nameGap: 32,
      nameTextStyle: { color: look.quiet },
      axisLabel: { color: look.quiet, formatter: bytes, hideOverlap: true, margin: 11 },
      axisLine: { onZero: false, lineStyle: { color: look.quiet } },
      axisTick: { lineStyle: { color: look.quiet } },
      splitLine: { show: false },
    };
  }

  let latencyBuffer = plan.bufferSizesBytes.includes(1024) ? 1024 : plan.bufferSizesBytes[0];

  /** One round trip in how many: 1 at the 0th percentile, 100 at the 99th. */
  function rarity(percentile) {
    return 100 / (100 - percentile);
  }

  function percentileCurve(message) {
    const look = theme();
    const measured = plan.variants
      .map(variant => [variant, cellOf('latency', variant, latencyBuffer, message)])
      .filter(([, cell]) => cell && !cell.failure);
    const curves = measured.map(([variant, cell]) => ({
      name: variant,
      type: 'line',
      symbol: 'none',
      lineStyle: { width: 2 },
      itemStyle: { color: colour(variant, look) },
      emphasis: { disabled: true },
      data: (cell.percentileCurve || [])
        .filter(point => point.percentile < 100)
        .map(point => [rarity(point.percentile), point.micros]),
    }));
    // Where there were too few round trips for a percentile, it is the maximum and has no mark.
    const reached = curves.map(curve => Math.max(0, ...curve.data.map(point => point[0])));
    const marks = measured.map(([variant, cell], i) => ({
      name: variant,
      type: 'scatter',
      symbol: symbol(variant),
      symbolSize: 9,
      itemStyle: { color: colour(variant, look) },
      emphasis: { disabled: true },
      data: PERCENTILES
        .filter(name => cell.percentilesMicros && cell.percentilesMicros[name] !== undefined)
        .map(name => [rarity(+name.slice(1)), cell.percentilesMicros[name]])
        .filter(point => point[0] <= reached[i] * 1.001),
    }));
    const series = curves.concat(marks);
    const values = series.flatMap(one => one.data.map(point => point[1]));
    const rarest = Math.max(10, ...series.flatMap(one => one.data.map(point => point[0])));
    const option = base(series, values, look,
      'Latency by percentile for messages of ' + bytes(message) + '.');
    option.legend.data = measured.map(([variant]) => ({ name: variant, icon: symbol(variant) }));
    option.xAxis = {
      type: 'log',
      min: 1,
      max: Math.pow(10, Math.ceil(Math.log10(rarest) - 1e-9)),
      name: 'percentile',
      nameLocation: 'middle',
      nameGap: 32,
      nameTextStyle: { color: look.quiet },
      axisLabel: { color: look.quiet, hideOverlap: true, margin: 11, formatter: x => +(100 - 100 / x).toPrecision(8) + ' %' },
      axisLine: { onZero: false, lineStyle: { color: look.quiet } },
      axisTick: { lineStyle: { color: look.quiet } },
      splitLine: { show: false },
    };
    option.tooltip = tooltip(look, 'item', x => +(100 - 100 / x).toPrecision(6) + ' % of round trips', points =>
      points.map(point => [point.seriesName, number(point.value[1]) + ' µs or less']));
    return { series, option };
  }

  function bufferChoice() {
    const choice = document.getElementById('buffer');
    plan.bufferSizesBytes.forEach(size => {
      const label = element('label');
      const input = element('input', undefined, { type: 'radio', name: 'buffer', value: size });
      input.checked = size === latencyBuffer;
      input.addEventListener('change', () => {
        latencyBuffer = size;
        draw();
      });
      label.append(input, element('span', bytes(size)));
      choice.append(label);
    });
  }

  // ---- tables

  const COLUMNS = [
    { title: 'round trips/s', id: 'score', of: 'throughput', get: cell => cell.score, more: true },
    { title: 'server CPU, µs', id: 'cpu', of: 'throughput', get: cell => cell.cpuMicrosPerRoundTrip },
    { title: 'server heap, B', id: 'alloc', of: 'throughput', get: cell => cell.allocatedBytesPerRoundTrip },
  ].concat(PERCENTILES.concat('max').map(name => ({
    title: name, id: name, of: 'latency', get: cell => (cell.percentilesMicros || {})[name],
  })));

  function tables() {
    const section = document.getElementById('figures');
    plan.messageSizesBytes.forEach(message => {
      const table = element('table', undefined, { 'data-message': message });
      const head = table.createTHead().insertRow();
      ['buffer', 'server'].concat(COLUMNS.map(column => column.title))
        .forEach(title => head.append(element('th', title, { scope: 'col' })));
      plan.bufferSizesBytes.forEach(buffer => table.append(rows(buffer, message)));
      const scroll = element('div', undefined, { class: 'scroll', tabindex: 0, role: 'region',
        'aria-label': 'Figures for messages of ' + bytes(message) });
      scroll.append(table);
      section.append(element('h3', bytes(message) + ' messages'), scroll);
    });
  }

  function rows(buffer, message) {
    const body = element('tbody');
    const value = (column, variant) => {
      const cell = cellOf(column.of, variant, buffer, message);
      const figure = cell && !cell.failure ? column.get(cell) : null;
      return figure === undefined ? null : figure;
    };
    const best = COLUMNS.map(column => {
      const known = plan.variants.map(variant => value(column, variant)).filter(figure => figure !== null);
      return known.length < 2 ? null : column.more ? Math.max(...known) : Math.min(...known);
    });
    plan.variants.forEach((variant, i) => {
      const row = body.insertRow();
      if (i === 0) {
        row.append(element('th', bytes(buffer), { scope: 'rowgroup', rowspan: plan.variants.length }));
      }
      row.append(element('th', variant, { scope: 'row' }));
      COLUMNS.forEach((column, c) => {
        const cell = cellOf(column.of, variant, buffer, message);
        const figure = value(column, variant);
        const td = element('td', cell && cell.failure ? 'failed' : number(figure),
          { 'data-cell': key(column.of, variant, buffer, message), 'data-figure': column.id });
        if (cell && cell.failure) {
          td.className = 'failed';
          td.title = cell.failure;
        } else if (figure !== null && figure === best[c]) {
          td.className = 'best';
        }
        row.append(td);
      });
    });
    return body;
  }

  function environment() {
    const env = results.environment;
    const list = value => value && value.join(' ');
    const pairs = [
      ['Processor', env.cpuModel], ['Cores', env.cores],
      ['Memory', env.memoryBytes && (env.memoryBytes / 1073741824).toFixed(1) + ' GiB'],
      ['Operating system', [env.os, env.kernel, env.arch].filter(Boolean).join(' ')],
      ['JDK', [env.javaVersion, env.javaVendor].filter(Boolean).join(', ')],
      ['JVM', env.jvm], ['JVM flags', env.jvmFlags && (env.jvmFlags.join(' ') || 'none')],
      ['net.core.somaxconn', env.somaxconn],
      ['net.ipv4.tcp_rmem', list(env.tcpRmem)], ['net.ipv4.tcp_wmem', list(env.tcpWmem)],
      ['Open files', env.openFileLimit],
      ['Connections, throughput', plan.connections], ['Connections, latency', plan.latencyConnections],
      ['Server threads', plan.threads],
      ['nioecho', results.toolVersion],
      ['Commit', env.gitCommit && env.gitCommit + (env.gitDirty ? ' with local changes' : '')],
      ['Started', date(results.startedAt)], ['Finished', date(results.finishedAt)],
      ['Seed of the order', results.seed],
    ];
    const body = document.querySelector('#environment tbody');
    pairs.forEach(([name, value]) => {
      const row = body.insertRow();
      const known = value !== null && value !== undefined && value !== '';
      row.append(element('th', name, { scope: 'row' }), element('td', known ? String(value) : 'unknown'));
    });
    const raw = new Blob([JSON.stringify(results, null, 2)], { type: 'application/json' });
    document.getElementById('download').href = URL.createObjectURL(raw);
  }

  words();
  bufferChoice();
  tables();
  environment();
  plan.messageSizesBytes.forEach(message => {
    plot('throughput', message, overBuffers(cell => cell.score, 'round trips/s',
      'Throughput over buffer size'));
    plot('cpu', message, overBuffers(cell => cell.cpuMicrosPerRoundTrip, 'µs',
      'Server CPU per round trip over buffer size'));
    plot('latency', message, percentileCurve);
  });
  draw();
  dark.addEventListener('change', draw);
  window.addEventListener('resize', () => plots.forEach(each => each.chart && each.chart.resize()));
  window.addEventListener('beforeprint', () => plots.forEach(each => each.chart && each.chart.resize()));
}());
