// The page's first words: what was measured, what went wrong, what the figures say.

const TITLES = {
  comparison: 'Comparison of echo servers',
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

function summarySection() {
  const part = document.getElementById('summary');
  const list = (sentences, place) => {
    const made = element('ul');
    sentences.forEach(sentence => made.append(element('li', typeset(sentence))));
    place.append(made);
  };
  const { warnings, sections, remarks } = report.summary;
  if (warnings.length > 0) {
    const notice = element('div', undefined, { class: 'notice' });
    list(warnings, notice);
    part.append(notice);
  }
  sections.forEach(({ title, sentences }) => {
    part.append(element('h3', title));
    list(sentences, part);
  });
  if (sections.length === 0) {
    part.append(element('p', 'There is nothing to compare, or there are too few figures for it.'));
  }
  remarks.forEach(remark => part.append(element('p', remark, { class: 'quiet' })));
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
