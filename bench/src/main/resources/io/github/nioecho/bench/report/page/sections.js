// Sections appear where there is something to show, and only there.

/** Fills in a section's parts with what a kind of run gave, or removes them. */
function section(kind, ids, show) {
  if (runsOf(kind).length > 0) {
    show();
  } else {
    ids.forEach(id => document.getElementById(id).remove());
    document.querySelectorAll('[data-kind="' + kind + '"]').forEach(part => part.remove());
  }
}

/** Puts words into the places that the page keeps for them. */
function fill(place, text) {
  document.querySelectorAll('[data-fill="' + place + '"]').forEach(part => {
    part.textContent = text;
  });
}

/** Returns [median, least, most] of the rounds' figures; least and most only of several. */
function spread(values) {
  if (values.length === 0) {
    return [null, null, null];
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return sorted.length === 1 ? [median, null, null] : [median, sorted[0], sorted[sorted.length - 1]];
}
