(function () {
  'use strict';
  // Formulas: MathML, which browsers draw themselves. Without this script their TeX stays readable.
  if (window.katex) {
    document.querySelectorAll('.math').forEach(function (element) {
      var display = element.tagName === 'DIV' || element.classList.contains('own-line');
      var tex = element.textContent.trim().replace(/^\\[[(]/, '').replace(/\\[\])]$/, '');
      try {
        element.innerHTML = katex.renderToString(tex, { displayMode: display, output: 'mathml', throwOnError: false });
        element.querySelectorAll('[mathvariant]').forEach(spellVariant);
      } catch (e) { /* the TeX stays */ }
    });
  }
  // Browsers know no mathvariant but "normal": other alphabets are spelt with their own characters.
  function spellVariant(element) {
    var alphabets = {
      'double-struck': [0x1D538, 0x1D552, 'CHNPQRZ', '\u2102\u210D\u2115\u2119\u211A\u211D\u2124'],
      'script': [0x1D49C, 0x1D4B6, 'BEFHILMRego', '\u212C\u2130\u2131\u210B\u2110\u2112\u2133\u211B\u212F\u210A\u2134'],
      'fraktur': [0x1D504, 0x1D51E, 'CHIRZ', '\u212D\u210C\u2111\u211C\u2128']
    };
    var variant = element.getAttribute('mathvariant');
    if (variant.indexOf('bold') === 0) element.style.fontWeight = 'bold';
    var alphabet = alphabets[variant];
    if (!alphabet || element.children.length) return;
    element.textContent = element.textContent.replace(/[A-Za-z]/g, function (letter) {
      var special = alphabet[2].indexOf(letter);
      if (special >= 0) return alphabet[3][special];
      var capital = letter < 'a';
      return String.fromCodePoint(alphabet[capital ? 0 : 1] + letter.charCodeAt(0) - (capital ? 65 : 97));
    });
  }
  // Charts: each figure's data stands beside it.
  if (window.Plotly) {
    document.querySelectorAll('.chart').forEach(function (chart) {
      var figure = JSON.parse(chart.querySelector('script').textContent);
      var plot = chart.querySelector('.plot');
      var layout = Object.assign({}, figure.layout, { autosize: true });
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
