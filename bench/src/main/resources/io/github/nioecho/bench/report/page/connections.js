// What connections measured: memory, CPU and the connect rate over the number of connections.

function connectionsSections() {
  const ran = runsOf('connections');
  const series = seriesOf('connections');
  const all = ran.flatMap(run => run.results.connections.runs);
  const counts = distinct(all.map(each => each.connections));
  const FIGURES = [
    ['memory', 'resident', 'Resident memory per idle connection, bytes', 'B', each => each.residentBytesPerConnection],
    ['memory', 'heap', 'Heap and direct memory per idle connection, bytes', 'B', each => each.heapAndDirectBytesPerConnection],
    ['many', 'active-cpu', 'Server CPU per round trip, µs', 'µs', each => each.cpuMicrosPerRoundTrip],
    ['many', 'connects', 'Connections opened per second', '/s', each => each.connectsPerSecond],
    ['many', 'active', 'Round trips per second', '/s', each => each.roundTripsPerSecond],
  ];

  function plot([id, name, caption, unit, get]) {
    const scale = ratioScale(counts);
    if (!all.some(each => typeof get(each) === 'number')) {
      return;
    }
    addPlot(document.getElementById(id), name, caption, (look, width) => linesOption(series, one => counts.map(size => {
      const values = one.run.results.connections.runs
        .filter(each => each.variant === one.server.name && each.connections === size)
        .map(get).filter(value => typeof value === 'number');
      return [scale.place(size), ...spread(values)];
    }), scale.axis('open connections', short, look), look, width, unit,
    caption + ' over the number of connections.', at => count(Math.round(scale.valueAt(at)), 'connection')));
  }

  function table() {
    const named = (title, id, get) => figureColumn(title, id, ({ made }) => get(made));
    const columns = [
      named('resident B/conn', 'resident', made => made.residentBytesPerConnection),
      named('heap and direct B/conn', 'heap', made => made.heapAndDirectBytesPerConnection),
      named('connects/s', 'connects', made => made.connectsPerSecond),
      { title: 'active', id: 'activeConnections', show: ({ made }) => ({ text: made.activeConnections === null ? '–' : made.activeConnections.toLocaleString('en') }) },
      named('round trips/s', 'active', made => made.roundTripsPerSecond),
      named('server CPU, µs', 'cpu', made => made.cpuMicrosPerRoundTrip),
    ];
    const groups = counts.map(size => ({
      title: count(size, 'connection'),
      rows: series.flatMap(one => one.run.results.connections.runs
        .filter(made => made.variant === one.server.name && made.connections === size)
        .map(made => ({
          key: [one.run.index, 'connections', made.variant, made.connections, made.round].join('|'),
          made, server: one.server, failure: made.failure,
          name: one.name + (one.run.results.connections.plan.rounds > 1 ? ', round ' + made.round : ''),
        }))),
    }));
    addTable(document.getElementById('connections-figures'), 'Over the number of connections', columns, groups);
  }

  FIGURES.forEach(plot);
  ['memory', 'many'].map(id => document.getElementById(id))
    .filter(part => !part.querySelector('figure')).forEach(part => part.remove());
  fill('active-share', +(ran[0].results.connections.plan.activeShare * 100).toPrecision(3) + ' %');
  table();
}

section('connections', ['memory', 'many', 'connections-figures'], connectionsSections);
