// Sets the theme before the first paint, so that nobody sees a white flash at night.
(function () {
  var wish = localStorage.getItem('hc.theme');
  var dark = wish === 'dark' || (wish !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
