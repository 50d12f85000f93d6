// Last: everything is in its place, and the plots are drawn.

navigation();
draw();
document.getElementById('waiting').remove();
dark.addEventListener('change', draw);
window.addEventListener('resize', (function () {
  let width = document.documentElement.clientWidth;
  return () => {
    // A phone's browser resizes while it is scrolled; only the width matters.
    if (width !== document.documentElement.clientWidth) {
      width = document.documentElement.clientWidth;
      draw();
    }
  };
}()));
window.addEventListener('beforeprint', () => {
  plots.forEach(each => each.chart && each.chart.resize());
  // Nobody can open them on paper.
  document.querySelectorAll('section > details').forEach(part => {
    part.open = true;
  });
});
