// What all plots share: where they stand, the theme, axes, legend, tooltip and whiskers.

const plots = [];
const ONE_ROW = 40;
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const CROSS = 'path://M1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5L0,1Z';

/** Adds a plot to a section; options(look, width) is asked each time it is drawn. */
function addPlot(section, id, caption, options) {
  const figure = element('figure', undefined, { 'data-plot': id });
  const heading = element('figcaption', caption + ' ');
  const note = heading.appendChild(element('span'));
  const box = element('div', undefined, { class: 'plot', role: 'img' });
  figure.append(heading, box);
  section.querySelector('.plots').append(figure);
  plots.push({ box, note, options, chart: null });
}

function draw() {
  const look = theme();
  plots.forEach(each => {
    if (each.chart) {
      each.chart.dispose();
      each.chart = null;
    }
    const option = each.options(look, each.box.clientWidth);
    const empty = option.series.every(one => one.data.length === 0);
    each.box.classList.toggle('empty', empty);
    each.box.textContent = empty ? 'No figures' : '';
    each.note.textContent = !empty && option.yAxis.type === 'log' ? '(logarithmic)' : '';
    // A legend of many rows takes its room from nobody.
    each.box.style.height = empty ? '' : 'calc(var(--plot-height) + ' + (option.grid.top - ONE_ROW) + 'px)';
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
    colors: dark.matches ? DARK : LIGHT,
    font: getComputedStyle(document.body).fontFamily,
  };
}

function colour(server, look) {
  return look.colors[server.looks % look.colors.length];
}

/** Returns the colour of the series with a name. */
function tintOf(name, shown, look) {
  return colour(shown.find(one => one.name === name).server, look);
}

/** Returns how a line of a server in a run looks: later runs are thinner and have hollow symbols. */
function lineOf(one, look) {
  const tint = colour(one.server, look);
  return {
    name: one.name,
    type: 'line',
    symbol: one.server.symbol,
    symbolSize: 7,
    lineStyle: { color: tint, width: one.nth === 0 ? 2 : 1.25, type: one.server.isModel ? 'solid' : [6, 4] },
    itemStyle: one.nth === 0
      ? { color: tint, opacity: 1 }
      : { color: look.paper, borderColor: tint, borderWidth: 1.5, opacity: 1 },
    emphasis: { disabled: true },
  };
}

/** Returns vertical whiskers at points [x, low, high]. They show and hide with the line. */
function whiskers(name, tint, points) {
  return {
    name,
    type: 'custom',
    silent: true,
    clip: true,
    z: 3,
    data: points,
    encode: { x: 0, y: [1, 2] },
    tooltip: { show: false },
    itemStyle: { color: tint },
    renderItem(params, api) {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const line = (x1, y1, x2, y2) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: tint, lineWidth: 1.5 },
      });
      return { type: 'group', children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)] };
    },
  };
}

/** Wide ranges need a logarithmic axis; the others start at zero. Whiskers may reach beyond. */
function valueAxis(values, look) {
  const positive = values.filter(value => value > 0);
  const least = Math.min(...positive);
  const most = Math.max(...positive);
  const wide = positive.length > 1 && most > 12 * least;
  const axis = {
    type: wide ? 'log' : 'value',
    axisLabel: { color: look.quiet, formatter: short },
    splitLine: { lineStyle: { color: look.line } },
    axisLine: { show: false },
    axisTick: { show: false },
    splitNumber: 4,
  };
  if (wide) {
    axis.min = Math.pow(10, Math.floor(Math.log10(least)));
    axis.max = Math.pow(10, Math.ceil(Math.log10(most)));
  } else {
    axis.min = 0;
  }
  return axis;
}

function namedAxis(name, look, more) {
  return {
    name,
    nameLocation: 'middle',
    nameGap: 32,
    nameTextStyle: { color: look.quiet },
    axisLine: { onZero: false, lineStyle: { color: look.quiet } },
    axisTick: { lineStyle: { color: look.quiet } },
    splitLine: { show: false },
    ...more,
    axisLabel: { color: look.quiet, hideOverlap: true, margin: 11, ...(more.axisLabel || {}) },
  };
}

/**
 * Returns a scale on which equal steps are equal ratios, with a tick at each value if these are in
 * geometric progression: place(value) says where a value stands, valueAt(place) what stands there.
 */
function ratioScale(values) {
  const first = values[0];
  const ratios = values.slice(1).map((value, i) => value / values[i]);
  const even = ratios.length > 0 && ratios.every(ratio => Math.abs(ratio / ratios[0] - 1) < 0.01);
  const wide = values[values.length - 1] / first > 100;
  const step = even ? ratios[0] : wide ? 10 : 2;
  const place = value => Math.log(value / first) / Math.log(step);
  const valueAt = at => values.find(value => Math.abs(place(value) - at) < 1e-6) || first * Math.pow(step, at);
  const last = place(values[values.length - 1]);
  return {
    place,
    valueAt,
    axis: (name, formatter, look) => namedAxis(name, look, {
      type: 'value', min: last === 0 ? -1 : 0, max: last === 0 ? 1 : last, interval: 1,
      axisLabel: { formatter: at => (last === 0 && at !== 0 ? '' : formatter(valueAt(at))) },
    }),
  };
}

/**
 * Returns everything but the details of axes and tooltip. A whisker that goes down to zero or below
 * goes down to the end of a logarithmic axis.
 */
function baseOption(shown, series, values, look, width, description) {
  const yAxis = valueAxis(values, look);
  if (yAxis.type === 'log') {
    series.filter(one => one.type === 'custom').forEach(one => {
      one.data = one.data.map(([x, low, high]) => [x, Math.max(low, yAxis.min / 10), high]);
    });
  }
  const rows = legendRows(shown, width);
  return {
    animation: false,
    textStyle: { fontFamily: look.font, fontSize: 12 },
    aria: { enabled: true, label: { description: description + ' The figures are in the tables below.' } },
    grid: { left: 4, right: 30, top: ONE_ROW + 22 * (rows - 1), bottom: 28, containLabel: true },
    legend: {
      left: 0, top: 0, itemGap: 14, itemWidth: 11, itemHeight: 10, inactiveColor: look.line,
      textStyle: { color: look.ink },
      data: shown.map(one => ({ name: one.name, icon: one.server.symbol, itemStyle: lineOf(one, look).itemStyle })),
    },
    yAxis,
    series,
  };
}

/** The legend wraps, and the plot begins below it. */
function legendRows(shown, width) {
  let rows = 1;
  let used = 0;
  shown.forEach(one => {
    const size = 34 + 7.2 * one.name.length;
    if (used > 0 && used + size > width) {
      rows++;
      used = 0;
    }
    used += size;
  });
  return rows;
}

/** rows(points) gives [series name, server, text] of each line. */
function tooltipOf(look, trigger, title, rows) {
  return {
    trigger,
    confine: true,
    backgroundColor: look.paper,
    borderColor: look.line,
    textStyle: { color: look.ink, fontSize: 12 },
    axisPointer: { lineStyle: { color: look.quiet, type: 'solid', width: 1 }, snap: true },
    formatter(params) {
      const points = [].concat(params).filter(point => point.seriesType !== 'custom');
      if (points.length === 0) {
        return '';
      }
      const box = element('div', undefined, { class: 'tip' });
      box.append(element('b', title(points[0])));
      rows(points).forEach(([name, tint, text]) => {
        const row = element('div');
        const label = element('span');
        const dot = element('i');
        dot.style.background = tint;
        label.append(dot, name);
        row.append(label, element('span', text));
        box.append(row);
      });
      return box;
    },
  };
}

/**
 * Lines over x. points(one) gives [x, value, low, high], value null for a gap; low and high, if
 * there, are drawn as whiskers.
 */
function linesOption(shown, points, axis, look, width, unit, description, title) {
  const drawn = shown.map(one => ({ one, data: points(one) })).filter(({ data }) => data.some(point => point[1] !== null));
  const series = drawn.flatMap(({ one, data }) => [
    { ...lineOf(one, look), data },
    whiskers(one.name, colour(one.server, look), data.filter(point => point[1] !== null && point[2] !== null && point[2] !== undefined)
      .map(([x, , low, high]) => [x, low, high])),
  ]);
  const values = drawn.flatMap(({ data }) => data.map(point => point[1])).filter(value => value !== null);
  const option = baseOption(drawn.map(({ one }) => one), series, values, look, width, description);
  option.xAxis = axis;
  option.tooltip = tooltipOf(look, 'axis', point => title(point.value[0]), found => found
    .filter(point => typeof point.value[1] === 'number')
    .map(({ seriesName, value }) => [seriesName, tintOf(seriesName, drawn.map(({ one }) => one), look), number(value[1]) + ' ' + unit
      + (typeof value[2] === 'number' ? ' (' + number(value[2]) + ' to ' + number(value[3]) + ')' : '')]));
  return option;
}

/** Adds a choice of one of several values above a section's plots; nothing if there is but one. */
function addChoice(section, legend, values, text, chosen, onChange) {
  if (values.length < 2) {
    return;
  }
  const choice = element('fieldset', undefined, { class: 'choice' });
  choice.append(element('legend', legend));
  const name = section.id + '-choice';
  values.forEach(value => {
    const label = element('label');
    const input = element('input', undefined, { type: 'radio', name, value });
    input.checked = value === chosen;
    input.addEventListener('change', () => {
      onChange(value);
      draw();
    });
    label.append(input, element('span', text(value)));
    choice.append(label);
  });
  section.querySelector('.heading').append(choice);
}
