// Latency by percentile: the curve of a histogram, each step to the right a tenfold rarer round trip.

const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9', 'p99.99'];

/** One round trip in how many: 1 at the 0th percentile, 100 at the 99th. */
function rarity(percentile) {
  return 100 / (100 - percentile);
}

function percentText(x) {
  return +(100 - 100 / x).toPrecision(8) + ' %';
}

/**
 * Curves are { one, points, percentiles, dashed }. Where there were too few round trips for a
 * percentile, it is the maximum and has no mark.
 */
function percentilesOption(curves, look, width, description) {
  const series = curves.flatMap(({ one, points, percentiles, dashed }) => {
    const line = lineOf(one, look);
    const data = points.filter(point => point.percentile < 100)
      .map(point => [rarity(point.percentile), point.micros]);
    const reached = Math.max(0, ...data.map(point => point[0]));
    const type = dashed === undefined ? line.lineStyle.type : dashed ? [3, 3] : 'solid';
    return [
      { ...line, symbol: 'none', lineStyle: { ...line.lineStyle, type, width: dashed ? 1.25 : line.lineStyle.width }, data },
      {
        ...line,
        type: 'scatter',
        symbolSize: dashed ? 5 : 9,
        data: PERCENTILES.filter(name => percentiles[name] !== undefined)
          .map(name => [rarity(+name.slice(1)), percentiles[name], dashed])
          .filter(point => point[0] <= reached * 1.001),
      },
    ];
  });
  const points = series.flatMap(one => one.data);
  const shown = [...new Map(curves.map(({ one }) => [one.name, one])).values()];
  const option = baseOption(shown, series, points.map(point => point[1]), look, width, description);
  const rarest = Math.max(10, ...points.map(point => point[0]));
  option.xAxis = namedAxis('percentile', look, {
    type: 'log',
    min: 1,
    max: Math.pow(10, Math.ceil(Math.log10(rarest) - 1e-9)),
    axisLabel: { formatter: percentText },
  });
  option.tooltip = tooltipOf(look, 'item', point => percentText(point.value[0]) + ' of round trips', found =>
    found.map(({ seriesName, value }) => [seriesName, tintOf(seriesName, shown, look),
      (value[2] ? 'service ' : '') + number(value[1]) + ' µs or less']));
  return option;
}
