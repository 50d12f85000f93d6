// What memory buys: throughput over what a connection takes, a point for each buffer size.

const REFERENCE_BYTES = 1024;
// A bound further away, in doublings, would take the room that the curves need.
const MOST_DOUBLINGS_TO_BOUND = 3;
// What the word at a knee takes of a plot's width, at most.
const LABEL_WIDTH = 0.12;

/** Writes memory, in the shortest way where it is a whole number of units: 4 KiB, 9.31 KiB. */
function memoryText(value) {
  return Number.isInteger(value) && (value < 1024 || value % 1024 === 0) ? bytes(value)
    : value < 1024 ? number(value) + ' B' : memory(value);
}

/** Returns the range of an axis of doublings that holds all memories, and the bound if that is near. */
function doublings(memories, bound) {
  const places = memories.map(Math.log2);
  const steps = places.slice(1).map((place, i) => place - places[i]);
  const even = steps.length > 0 && places.every(Number.isInteger) && steps.every(step => step === steps[0]);
  const step = even ? steps[0] : 1;
  let min = Math.floor(places[0]);
  let max = Math.ceil(places[places.length - 1]);
  if (min === max) {
    min -= step;
    max += step;
  }
  const at = bound === null ? null : Math.log2(bound);
  const near = at !== null && at >= min - MOST_DOUBLINGS_TO_BOUND && at <= max + MOST_DOUBLINGS_TO_BOUND;
  while (near && at < min) {
    min -= step;
  }
  while (near && at > max) {
    max += step;
  }
  return { min, max, step, bound: near ? at : null };
}

function tradeOffSection() {
  const part = document.getElementById('tradeoff');
  const { tradeOffs } = report.summary;
  if (tradeOffs.length === 0) {
    part.remove();
    return;
  }
  const allPoints = tradeOffs.flatMap(({ curves }) => curves.flatMap(({ points }) => points));

  function rangeOf({ curves, boundBytes }) {
    return doublings(distinct(curves.flatMap(({ points }) => points.map(point => point.memoryBytes))), boundBytes);
  }

  function placed(points) {
    return points.map(point => [Math.log2(point.memoryBytes), point.throughput, point]);
  }

  /** Returns marks at points, which show and hide with their line. */
  function marks(name, points, look) {
    return { name, type: 'scatter', silent: true, z: 4, data: points.map(point => [Math.log2(point.memoryBytes), point.throughput]), ...look };
  }

  /** Of knees that are about above each other, the topmost has the word. */
  function labelled(curves, { min, max }) {
    const left = curves.flatMap(({ points }) => points.filter(point => point.knee)).sort((a, b) => b.throughput - a.throughput);
    const chosen = [];
    left.forEach(knee => {
      if (chosen.every(other => Math.abs(Math.log2(other.memoryBytes / knee.memoryBytes)) > (max - min) * LABEL_WIDTH)) {
        chosen.push(knee);
      }
    });
    return new Set(chosen);
  }

  function drawn({ one, points }, words, look) {
    const line = lineOf(one, look);
    const tint = colour(one.server, look);
    const hollow = { color: look.paper, borderColor: tint, borderWidth: 1.25, opacity: 1 };
    const measured = points.filter(point => !point.predicted);
    const predicted = points.filter(point => point.predicted);
    const known = measured.length > 0 ? measured : predicted;
    const knee = points.filter(point => point.knee);
    const drawnKnee = marks(one.name, knee, {
      symbol: one.server.symbol, symbolSize: 14, itemStyle: knee.every(point => point.predicted) ? { ...hollow, borderWidth: 2 } : { color: tint, borderColor: look.paper, borderWidth: 1, opacity: 1 },
      label: { show: knee.some(point => words.has(point)), formatter: 'knee', position: 'top', distance: 6, offset: [-9, 0], color: look.ink, textBorderColor: look.paper, textBorderWidth: 3 },
    });
    return [
      ...(predicted.length === 0 ? [] : [{
        ...line, symbolSize: 6, lineStyle: { ...line.lineStyle, width: 1.25, type: [2, 3] }, itemStyle: hollow, data: placed(predicted),
      }]),
      ...(measured.length === 0 ? [] : [{ ...line, type: predicted.length === 0 ? 'line' : 'scatter', data: placed(measured) }]),
      whiskers(one.name, tint, measured.filter(point => point.interval)
        .map(point => [Math.log2(point.memoryBytes), point.interval.low, point.interval.high])),
      drawnKnee,
      marks(one.name, known.filter(point => point.bufferBytes === REFERENCE_BYTES), {
        symbol: 'circle', symbolSize: 19, itemStyle: { color: 'transparent', borderColor: look.ink, borderWidth: 1, opacity: 1 },
      }),
    ];
  }

  function boundLine(at, { boundBytes }, { min, max }, look) {
    const right = at > (min + max) / 2;
    return {
      type: 'line',
      data: [],
      markLine: {
        silent: true, symbol: 'none', data: [{ xAxis: at }], lineStyle: { color: look.quiet, type: 'dotted', width: 1.5 },
        label: { position: 'end', align: right ? 'right' : 'left', color: look.quiet, formatter: 'bound ' + memoryText(boundBytes) },
      },
    };
  }

  function optionOf(tradeOff, look, width) {
    const range = rangeOf(tradeOff);
    const shown = tradeOff.curves.map(({ variant, points }) => ({ one: { name: variant, server: serverOf(variant), nth: 0 }, points }));
    const words = labelled(tradeOff.curves, range);
    const series = shown.flatMap(curve => drawn(curve, words, look));
    if (range.bound !== null) {
      series.push(boundLine(range.bound, tradeOff, range, look));
    }
    const ones = shown.map(({ one }) => one);
    const option = baseOption(ones, series, shown.flatMap(({ points }) => points.map(point => point.throughput)), look, width,
      'Throughput over the ' + tradeOff.memoryWords + ', ' + tradeOff.title + '.');
    // A knee would look like none on a logarithmic axis.
    option.yAxis = valueAxis([1], look);
    option.xAxis = namedAxis(tradeOff.memoryWords, look, {
      type: 'value', min: range.min, max: range.max, interval: range.step,
      axisLabel: { formatter: at => memoryText(Math.pow(2, at)) },
    });
    // All that is found has the same memory; marks come after the points that they are at.
    option.tooltip = tooltipOf(look, 'axis', ({ value: [, , point] }) => bytes(point.bufferBytes) + ' buffer'
      + (point.memoryBytes === point.bufferBytes ? '' : ', ' + memoryText(point.memoryBytes)) + ': round trips/s', found =>
      found.filter(({ value }) => value.length > 2).map(({ seriesName, value: [, , point] }) => [
        seriesName, tintOf(seriesName, ones, look),
        number(point.throughput) + (point.predicted ? ', predicted' : point.interval ? ' (' + interval(point.interval) + ')' : ''),
      ]));
    return option;
  }

  function captionOf(tradeOff) {
    const far = tradeOff.boundBytes !== null && rangeOf(tradeOff).bound === null;
    return typeset(tradeOff.title + (far ? '; the bound of ' + memoryText(tradeOff.boundBytes) + ' is out of the picture' : ''));
  }

  /** Adds what messages cost, in a sentence for each server of which it is known; the same is said once. */
  function costs() {
    const told = new Map();
    tradeOffs.forEach(({ title, curves }) => {
      const sentences = curves.filter(({ sentence }) => sentence).map(({ variant, sentence }) => variant + ': ' + sentence);
      const { titles } = told.get(sentences.join()) || { titles: [] };
      if (sentences.length > 0) {
        told.set(sentences.join(), { titles: titles.concat(title), sentences });
      }
    });
    told.forEach(({ titles, sentences }) => part.append(
      element('h3', 'Fitted costs' + (told.size > 1 ? ', ' + typeset(titles.join('; ')) : '')), listOf(sentences)));
    if (told.size > 0) {
      part.append(element('p', 'Fitted by least squares to the inverse of the throughput, which is the time of client and server together.', { class: 'quiet' }));
    }
  }

  function table(tradeOff, index) {
    const points = tradeOff.curves.flatMap(curve => curve.points);
    const columns = [
      { title: 'buffer', id: 'buffer', show: ({ point }) => ({ text: bytes(point.bufferBytes), more: point.knee ? 'knee' : '' }) },
      // Where a buffer is all the memory there is, it need not be said twice.
      ...(points.every(point => point.memoryBytes === point.bufferBytes) ? []
        : [{ title: 'memory', id: 'memory', show: ({ point }) => ({ text: memoryText(point.memoryBytes) }) }]),
      {
        title: 'round trips/s', id: 'throughput',
        show: ({ point }) => ({ text: number(point.throughput), more: point.predicted ? 'predicted' : interval(point.interval) || 'too few rounds' }),
      },
      ratioColumn('to ' + REFERENCE_BYTES + ' bytes', 'ratio', row => row.point.ratio, word => word, 'reference'),
    ];
    const groups = tradeOff.curves.map(({ variant, points: own }) => ({
      rows: own.map(point => ({
        key: ['tradeoff', index, variant, point.bufferBytes, point.predicted ? 'predicted' : 'measured'].join('|'),
        name: variant, server: serverOf(variant), point, isBaseline: point.bufferBytes === REFERENCE_BYTES,
      })),
    }));
    addTable(part, 'Trade-off, ' + tradeOff.title, columns, groups, true);
  }

  /** Returns whether there are buffers that size themselves over memory of a kind. */
  function hasAdaptive(words) {
    return tradeOffs.some(({ memoryWords, curves }) => memoryWords === words
      && curves.some(({ variant }) => variant.includes('adaptive')));
  }

  fill('memory-words', [...new Set(tradeOffs.map(each => each.memoryWords))].join(' or '));
  Object.entries({
    predicted: allPoints.some(point => point.predicted),
    adaptive: hasAdaptive('buffer of a connection'),
    waiting: hasAdaptive('memory of a connection'),
    bound: tradeOffs.some(each => each.boundBytes !== null),
  }).filter(([, there]) => !there).forEach(([what]) => part.querySelector('[data-if="' + what + '"]').remove());
  const ids = new Map();
  tradeOffs.forEach(tradeOff => {
    const nth = (ids.get(tradeOff.messages) || 0) + 1;
    ids.set(tradeOff.messages, nth);
    addPlot(part, 'tradeoff-' + tradeOff.messages + (nth > 1 ? '-' + nth : ''), captionOf(tradeOff), (look, width) => optionOf(tradeOff, look, width));
  });
  costs();
  tradeOffs.forEach(table);
}

tradeOffSection();
