// What buffers found: sizes by server, as predicted and as measured.

function bufferSections() {
  const searched = runsOf('buffers');
  const series = seriesOf('buffers');
  const CPU_WORDS = { faster: 'less', slower: 'more', 'no difference': 'no difference' };

  function choiceOf(one) {
    return one.run.results.buffers.choices.find(choice => choice.variant === one.server.name);
  }

  const columns = [
    { title: 'memory of all', id: 'memory', show: ({ size }) => ({ text: memory(size.memoryBytes), more: size.fits ? '' : 'too large', flag: !size.fits }) },
    figureColumn('predicted/s', 'predicted', ({ size }) => size.predicted),
    {
      title: 'measured/s', id: 'measured',
      show: ({ size }) => (size.measured === undefined ? { text: '–' } : { text: number(size.measured), more: interval(size.measuredInterval) || 'too few rounds' }),
    },
    ratioColumn('to 1 KiB', 'ratio', ({ size }) => size.ratio, word => word),
    ratioColumn('to the best', 'toBest', ({ size }) => size.toBest, word => word),
    figureColumn('server CPU, µs a message', 'cpu', ({ size }) => size.cpuMicrosPerMessage),
    ratioColumn('CPU to 1 KiB', 'cpuRatio', ({ size }) => size.cpuRatio, word => CPU_WORDS[word]),
    figureColumn('µs a MB', 'cpuMb', ({ size }) => size.cpuMicrosPerMb),
  ];
  const groups = series.filter(choiceOf).map(one => ({
    title: one.name,
    rows: choiceOf(one).sizes.map(size => ({
      key: [one.run.index, 'buffers', one.server.name, size.bufferSizeBytes].join('|'),
      size,
      name: bytes(size.bufferSizeBytes),
      isBaseline: size.bufferSizeBytes === 1024 && size.measured !== undefined,
      notes: size.bufferSizeBytes === choiceOf(one).recommendedBytes ? ['recommended'] : [],
    })),
  }));
  const { plan } = searched[0].results.buffers;
  fill('buffer-load', 'messages of ' + sizesText(plan.messages) + ' on ' + count(plan.loadConnections, 'connection'));
  fill('buffer-held', count(plan.connections, 'connection'));
  addTable(document.getElementById('buffer-figures'), 'Sizes', columns, groups);
}

section('buffers', ['buffer-figures'], bufferSections);
