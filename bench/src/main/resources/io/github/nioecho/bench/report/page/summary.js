// The page's first words: what was measured, what went wrong, what the figures say.

const TITLES = {
  comparison: 'Comparison of echo servers',
  buffers: 'Buffer sizes of echo servers',
  latency: 'Response time of echo servers',
  connections: 'Echo servers over many connections',
};

function heading() {
  const title = runs.length === 1 ? TITLES[runs[0].kind] : count(runs.length, 'run') + ' of echo servers';
  document.getElementById('title').textContent = title || 'Benchmark report';
  document.title = 'nioecho: ' + document.getElementById('title').textContent;
  const machines = runs.map(({ results: { environment: env } }) => [
    [env.cpuModel, count(env.cores, 'core')].filter(Boolean).join(', '),
    'JDK ' + ([env.javaVersion, env.javaVendor && '(' + env.javaVendor + ')'].filter(Boolean).join(' ') || 'unknown'),
    [env.os, env.kernel].filter(Boolean).join(' '),
  ].filter(Boolean).join(' · '));
  const same = machines.every(machine => machine === machines[0]);
  const dates = runs.map(run => date(run.results.finishedAt));
  document.getElementById('facts').textContent = same
    ? machines[0] + ' · ' + (runs.length > 1 ? dates[0] + ' and later' : dates[0])
    : 'Measured in different places: see the end of the page.';
  fill('cores', same ? count(runs[0].results.environment.cores, 'core') : 'cores');
}

/** Keeps figures and their units on one line; the terminal's us is this page's µs. */
function typeset(sentence) {
  return sentence.replace(/(\d) us\b/g, '$1 µs').replace(/(\d) (%|µs|[KM]?i?B\b)/g, '$1\u00a0$2');
}

// What a verdict looks like: a class, and a sign for those who do not see colours.
const VERDICTS = { faster: ['better', '\u25b2'], slower: ['worse', '\u25bc'], 'no difference': ['level', '='] };

/** Makes a list of sentences. */
function listOf(sentences) {
  const made = element('ul');
  sentences.forEach(sentence => made.append(element('li', typeset(sentence))));
  return made;
}

/** Makes the answers of a comparison: what was asked, and the answer with its figure. */
function answersOf(answers) {
  const made = element('dl', undefined, { class: 'answers' });
  answers.forEach(({ about, answer, figure }) => {
    const said = element('dd');
    said.append(element('strong', typeset(answer)), typeset(figure));
    made.append(element('dt', typeset(about)), said);
  });
  return made;
}

/** Makes the small table: servers by message size. */
function ratioTable({ title, columns, rows }) {
  const table = element('table', undefined, { class: 'ratios' });
  table.append(element('caption', title));
  const head = table.createTHead().insertRow();
  head.append(element('td'));
  columns.forEach(({ messages, buffers }) => {
    const cell = element('th', typeset(messages), { scope: 'col' });
    cell.append(element('small', typeset(buffers)));
    head.append(cell);
  });
  const body = table.createTBody();
  rows.forEach(({ server, model, entries }) => {
    const row = body.insertRow();
    const name = element('th', server, { scope: 'row' });
    if (!model && servers.has(server)) {
      name.append(element('small', servers.get(server).kind));
    }
    row.append(name);
    entries.forEach(entry => row.append(ratioCell(entry)));
  });
  const scroll = element('div', undefined, { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': title });
  scroll.append(table);
  return scroll;
}

function ratioCell({ ratio, interval, verdict }) {
  const [look, sign] = VERDICTS[verdict] || ['none', ''];
  const cell = element('td', undefined, { class: look });
  if (ratio) {
    cell.append(element('b', ratio), ' ', element('small', interval), ' ');
  }
  const words = element('span', undefined, { class: 'verdict' });
  if (sign) {
    words.append(element('span', sign, { 'aria-hidden': 'true' }), ' ');
  }
  words.append(verdict);
  cell.append(words);
  return cell;
}

function sectionParts({ title, sentences }) {
  return [element('h3', title), listOf(sentences)];
}

function summarySection() {
  const part = document.getElementById('summary');
  const { overviews, remarks, warnings, sections } = report.summary;
  overviews.forEach(({ title, answers, table }) => {
    part.append(...(title ? [element('h3', title)] : []), answersOf(answers), ...(table ? [ratioTable(table)] : []));
  });
  if (overviews.length > 0 && runsOf('comparison').length > 0) {
    part.append(element('p', 'Ratios with their intervals of 95 %, at the smallest buffer that holds a message, or else the greatest. '
      + 'What a buffer costs is in throughput and against the best size; that interval is wider than 95 %.', { class: 'quiet' }));
  }
  remarks.forEach(remark => part.append(element('p', typeset(remark), { class: 'quiet' })));
  if (warnings.length > 0) {
    const notice = element('div', undefined, { class: 'notice' });
    notice.append(listOf(warnings));
    part.append(notice);
  }
  sections.filter(section => !section.folded).forEach(section => part.append(...sectionParts(section)));
  const details = sections.filter(section => section.folded);
  if (details.length > 0) {
    part.append(folded('All findings, by message and buffer size', details.flatMap(sectionParts)));
  }
  if (overviews.length === 0 && sections.length === 0) {
    part.append(element('p', 'There is nothing to compare, or there are too few figures for it.'));
  }
}

function navigation() {
  const nav = document.querySelector('nav');
  document.querySelectorAll('main > section[id]').forEach(part => {
    const title = part.querySelector('h2');
    if (title && part.id !== 'summary') {
      nav.append(element('a', part.dataset.nav || title.textContent, { href: '#' + part.id }));
    }
  });
}

heading();
summarySection();
