(function () {
  'use strict';
  // Formulas: MathML, which browsers draw themselves. Without this script their TeX stays readable.
  if (window.katex) {
    document.querySelectorAll('.math').forEach(function (element) {
      var display = element.tagName === 'DIV';
      var tex = element.textContent.trim().replace(/^\\[[(]/, '').replace(/\\[\])]$/, '');
      try {
        element.innerHTML = katex.renderToString(tex, { displayMode: display, output: 'mathml', throwOnError: false });
      } catch (e) { /* the TeX stays */ }
    });
  }
  // Charts: each figure's data stands beside it.
  if (window.Plotly) {
    document.querySelectorAll('.chart').forEach(function (chart) {
      var figure = JSON.parse(chart.querySelector('script').textContent);
      var plot = chart.querySelector('.plot');
      var layout = Object.assign({}, figure.layout);
      delete layout.width;
      if (layout.height) plot.style.minHeight = layout.height + 'px';
      Plotly.newPlot(plot, figure.data || [], layout, Object.assign({}, figure.config, { responsive: true, displaylogo: false }));
    });
  }
  document.querySelectorAll('.source').forEach(function (source) {
    if (!navigator.clipboard) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(source.querySelector('code').textContent).then(function () {
        button.textContent = 'Copied';
        setTimeout(function () { button.textContent = 'Copy'; }, 1500);
      });
    });
    source.appendChild(button);
  });
})();
