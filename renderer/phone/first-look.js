// The resident's look before anything else is there, so that the first paint is right. The build puts it into the pages
// (phone.vite.config.ts). Plain script that old phones read.
(function (root) {
  var look = {};
  try {
    look = JSON.parse(localStorage.getItem('look')) || {};
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- old phones know no catch without a name
  } catch (_) {
    // A browser that keeps nothing, or what is not ours: as if nothing had been chosen.
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  var strong = matchMedia('(prefers-contrast: more)').matches;
  root.dataset.theme =
    look.theme || (strong ? (dark ? 'contrast-dark' : 'contrast-light') : dark ? 'dark' : 'light');
  root.dataset.size = look.size || 100;
})(document.documentElement);
