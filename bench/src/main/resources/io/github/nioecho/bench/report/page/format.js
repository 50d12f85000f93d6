// How figures are written for people, and how elements are made. The same rules as in Figures.java.

/** Writes a size in bytes; null is that of somebody else's server. */
function bytes(value) {
  if (value === null || value === undefined) {
    return 'unknown';
  }
  for (const [size, unit] of [[1048576, ' MiB'], [1024, ' KiB']]) {
    if (value >= size && value % size === 0) {
      return value / size + unit;
    }
  }
  return value + ' B';
}

/** Writes what many bytes are: 16.0 KiB, 2.30 MiB. */
function memory(value) {
  return value === null || value === undefined ? '–'
    : value >= 1048576 ? number(value / 1048576) + ' MiB' : number(value / 1024) + ' KiB';
}

/** Writes the sizes of messages: one, or the text of a mixture. */
function sizesText(value) {
  return typeof value === 'number' ? bytes(value) : value;
}

/** Writes a figure to about three significant digits; a dash where nothing was measured. */
function number(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Writes an interval as "low to high". */
function interval(of) {
  return of ? number(of.low) + ' to ' + number(of.high) : '';
}

/** Writes a number for an axis: 20k, 1.5M. */
function short(value) {
  // A logarithmic axis may fall short of its ticks by a rounding.
  if (value >= 999999) {
    return +(value / 1e6).toPrecision(3) + 'M';
  }
  return value >= 1e4 ? +(value / 1e3).toPrecision(3) + 'k' : value.toLocaleString('en');
}

function count(n, noun) {
  return n.toLocaleString('en') + ' ' + noun + (n === 1 ? '' : 's');
}

function seconds(millis) {
  return millis / 1000 + ' s';
}

function date(instant) {
  return instant.slice(0, 10) + ' ' + instant.slice(11, 16) + ' UTC';
}

/** Makes an element; text is only ever text, whatever a file of results holds. */
function element(name, text, attributes) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) {
    made.textContent = text;
  }
  Object.entries(attributes || {}).forEach(([attribute, value]) => made.setAttribute(attribute, value));
  return made;
}
