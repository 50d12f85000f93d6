// What latency measured, in an open loop: response time by percentile and over the rate.

function latencySections() {
  const ran = runsOf('latency');
  const series = seriesOf('latency');
  const rates = distinct(ran.flatMap(run => run.results.latency.runs.map(each => each.targetRate)));

  function of(what, one, rate) {
    return one.run.results.latency[what]
      .filter(each => each.variant === one.server.name && each.targetRate === rate);
  }

  function responses() {
    const section = document.getElementById('response');
    let chosen = rates[0];
    addChoice(section, 'Rate', rates, rate => short(rate) + '/s', chosen, rate => {
      chosen = rate;
    });
    addPlot(section, 'response', 'Response time solid, service time dashed', (look, width) => {
      const curves = series.flatMap(one => of('summaries', one, chosen).filter(each => each.responseCurve).flatMap(each => [
        { one, points: each.responseCurve, percentiles: each.responseMicros || {}, dashed: false },
        { one, points: each.serviceCurve || [], percentiles: each.serviceMicros || {}, dashed: true },
      ]));
      return percentilesOption(curves, look, width, 'Response and service time by percentile at ' + number(chosen) + ' messages per second.');
    });
  }

  function overRate(percentile) {
    const scale = ratioScale(rates);
    const bound = ran.map(run => run.results.latency.plan.p99BoundMicros).find(Boolean);
    addPlot(document.getElementById('rate'), 'rate-' + percentile, percentile, (look, width) => {
      const option = linesOption(series, one => rates.map(rate => {
        const get = each => (each.responseMicros || {})[percentile];
        const together = of('summaries', one, rate).map(get)[0];
        const [, least, most] = spread(of('runs', one, rate).map(get).filter(value => value !== undefined));
        return together === undefined ? [scale.place(rate), null] : [scale.place(rate), together, least, most];
      }), scale.axis('messages per second asked for', short, look), look, width, 'µs',
      percentile + ' response time over the rate.', at => number(scale.valueAt(at)) + ' messages/s');
      option.series.filter(one => one.type === 'line').forEach(line => {
        const one = series.find(each => each.name === line.name);
        line.data = line.data.map(value => (of('summaries', one, scale.valueAt(value[0])).some(each => each.missedRuns > 0)
          ? { value, symbol: CROSS, symbolSize: 12 } : value));
      });
      if (percentile === 'p99' && bound && option.series.length > 0) {
        option.series[0].markLine = {
          silent: true, symbol: 'none', data: [{ yAxis: bound }], lineStyle: { color: look.quiet, type: 'dotted', width: 1.5 },
          label: { position: 'insideStartTop', color: look.quiet, formatter: 'bound' },
        };
      }
      return option;
    });
  }

  function table(what, caption) {
    const named = (title, id, get) => figureColumn(title, id, ({ made }) => get(made));
    const percentiles = (word, id, map) => PERCENTILES.concat('max').map(name =>
      named(word + ' ' + name, id + '-' + name, made => (made[map] || {})[name]));
    const columns = [
      {
        title: 'achieved/s', id: 'achieved',
        show: ({ made }) => ({ text: number(made.achievedRate), more: missed(made), flag: missed(made) !== '' }),
      },
      ...percentiles('response', 'response', 'responseMicros'),
      ...percentiles('service', 'service', 'serviceMicros'),
      ...percentiles('lateness', 'lateness', 'latenessMicros').slice(0, 3),
      named('server CPU, µs', 'cpu', made => made.cpuMicrosPerRoundTrip),
    ];
    const groups = rates.map(rate => ({
      title: number(rate) + ' messages per second',
      rows: series.flatMap(one => of(what, one, rate).map(made => ({
        key: [one.run.index, what, made.variant, made.targetRate].concat(made.round || []).join('|'),
        made,
        server: one.server,
        name: one.name + (made.round ? ', round ' + made.round : ''),
        failure: made.failure || (made.failedRuns === made.runs && made.runs ? 'every round' : null),
        notes: [made.failedRuns > 0 && count(made.failedRuns, 'round') + ' of ' + made.runs + ' failed',
          made.unanswered > 0 && number(made.unanswered) + ' never came back'].filter(Boolean),
      }))),
    })).filter(group => group.rows.length > 0);
    addTable(document.getElementById('latency-figures'), caption, columns, groups);
  }

  function missed(made) {
    if (made.missedRate) {
      return 'rate missed';
    }
    return made.missedRuns > 0 ? 'rate missed in ' + made.missedRuns + ' of ' + made.runs : '';
  }

  function held() {
    const swept = series.filter(one => one.run.results.latency.held.length > 0);
    if (swept.length === 0) {
      return;
    }
    addTable(document.getElementById('latency-figures'), 'Highest rate held', [{
      title: 'messages/s', id: 'held',
      show: row => ({ text: row.rate === null ? 'none' : number(row.rate) }),
    }], [{ rows: swept.map(one => ({ one, of: one.run.results.latency.held.find(each => each.variant === one.server.name) }))
      .filter(({ of }) => of)
      .map(({ one, of }) => ({ key: [one.run.index, 'held', of.variant].join('|'), name: one.name, server: one.server, rate: of.rate })) }]);
  }

  const plan = ran[0].results.latency.plan;
  fill('open-load', count(plan.connections, 'connection') + ', messages of ' + sizesText(plan.messages));
  responses();
  if (rates.length > 1) {
    overRate('p99');
    overRate('p50');
  } else {
    document.getElementById('rate').remove();
  }
  held();
  table('summaries', 'All rounds together, times in µs');
  if (ran.some(run => run.results.latency.plan.rounds > 1)) {
    table('runs', 'Each round, times in µs');
  }
}

section('latency', ['response', 'rate', 'latency-figures'], latencySections);
