// Light or dark as the browser asks for it; a change is followed at once.
export function followTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const contrast = window.matchMedia('(prefers-contrast: more)');
  const set = () => {
    const ground = dark.matches ? 'dark' : 'light';
    document.documentElement.dataset['theme'] = contrast.matches ? `contrast-${ground}` : ground;
  };
  for (const query of [dark, contrast]) query.addEventListener('change', set);
  set();
}
