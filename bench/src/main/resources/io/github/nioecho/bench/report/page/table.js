// Tables of figures. Each figure's cell says in data-cell and data-figure what it holds.

/**
 * Appends a table, open or to be opened. Columns are { title, id, show(row) } where show gives { text, more, title };
 * groups are { title, rows }, rows { key, name, server, notes, failure, ... }.
 */
function addTable(section, caption, columns, groups, fold) {
  const table = element('table', undefined, { class: 'figures' });
  if (!fold) {
    table.append(element('caption', caption));
  }
  const head = table.createTHead().insertRow();
  ['server'].concat(columns.map(column => column.title))
    .forEach(title => head.append(element('th', title, { scope: 'col' })));
  groups.forEach(group => table.append(groupOf(group, columns)));
  const scroll = element('div', undefined, { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption });
  scroll.append(table);
  section.append(fold ? folded(typeset(caption), [scroll]) : scroll);
}

/** Makes what is shown when asked for. */
function folded(title, parts) {
  const made = element('details');
  made.append(element('summary', title), ...parts);
  return made;
}

function groupOf(group, columns) {
  const body = element('tbody');
  if (group.title) {
    body.insertRow().append(element('th', group.title, { scope: 'rowgroup', colspan: columns.length + 1 }));
  }
  group.rows.forEach(row => {
    const line = body.insertRow();
    const name = element('th', row.name, { scope: 'row' });
    if (row.server && !row.server.isModel) {
      name.append(' ', element('small', row.server.kind));
    }
    (row.notes || []).forEach(note => name.append(element('small', note, { class: 'note' })));
    line.append(name);
    if (row.failure) {
      line.append(element('td', 'failed: ' + row.failure, { 'data-cell': row.key, 'data-figure': 'failure', class: 'failed', colspan: columns.length }));
      return;
    }
    columns.forEach(column => {
      const { text, more, flag } = column.show(row);
      const cell = element('td', text, { 'data-cell': row.key, 'data-figure': column.id });
      if (more) {
        cell.append(element('small', more));
      }
      if (flag) {
        cell.classList.add('flag');
      }
      line.append(cell);
    });
  });
  return body;
}

/** Returns a column of plain figures. */
function figureColumn(title, id, get) {
  return { title, id, show: row => ({ text: number(get(row)) }) };
}

/** Returns a column of figures with their intervals, or the reason why there is none. */
function intervalColumn(title, id, get, getInterval) {
  return {
    title,
    id,
    show(row) {
      const known = get(row) !== null && get(row) !== undefined;
      return { text: number(get(row)), more: interval(getInterval(row)) || (known ? 'too few rounds' : '') };
    },
  };
}

/** Returns a column of ratios with interval and verdict in the words of the results; own is a baseline's word. */
function ratioColumn(title, id, get, words, own = 'baseline') {
  return {
    title,
    id,
    show(row) {
      const ratio = get(row);
      if (!ratio) {
        return { text: row.isBaseline ? own : '–' };
      }
      return { text: fixed(ratio.value), more: ratio.interval
        ? fixed(ratio.interval.low) + ' to ' + fixed(ratio.interval.high) + ', ' + words(ratio.verdict)
        : words(ratio.verdict) };
    },
  };
}

/** Writes a ratio: 0.874, 22.1. */
function fixed(value) {
  return value >= 9.995 ? number(value) : value.toFixed(3);
}
