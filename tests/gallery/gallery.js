// The gallery's page: what is picked stands in the address, so that every view is a link.
const { screens, languages, themes, sizes, formats } = window.list;
const pickers = {
  screen: ['(all)', ...screens],
  language: languages,
  theme: themes,
  size: sizes,
  format: formats,
};
const form = document.getElementById('pickers');
const wall = document.getElementById('wall');
const frames = new Map();

const picked = () => {
  const asked = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(
    Object.entries(pickers).map(([name, choices]) => {
      const wanted = asked.get(name);
      return [name, choices.map(String).includes(wanted) ? wanted : String(choices[0])];
    }),
  );
};

for (const [name, choices] of Object.entries(pickers)) {
  const label = document.createElement('label');
  const select = document.createElement('select');
  select.name = name;
  select.append(...choices.map((choice) => new Option(String(choice))));
  label.append(`${name} `, select);
  form.append(label);
}
form.addEventListener('change', () => {
  location.hash = new URLSearchParams(new FormData(form)).toString();
});

/** One screen in a frame of the picked format, scaled to `room` pixels. */
const frameOf = (screen) => {
  if (!frames.has(screen)) {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    const link = document.createElement('a');
    const pane = document.createElement('div');
    const frame = document.createElement('iframe');
    link.textContent = screen;
    caption.append(link);
    pane.className = 'pane';
    frame.title = screen;
    frame.loading = 'lazy';
    pane.append(frame);
    figure.append(caption, pane);
    frames.set(screen, { figure, link, pane, frame });
  }
  return frames.get(screen);
};

const draw = () => {
  const now = picked();
  for (const [name, value] of Object.entries(now)) form.elements[name].value = value;
  const { language, theme, size, format } = now;
  const all = now.screen === '(all)';
  const [width, height] = format.split('x').map(Number);
  const room = all ? Math.min(480, innerWidth - 48) : innerWidth - 48;
  const scale = Math.min(1, room / width, all ? 1 : (innerHeight - 120) / height);
  const shown = (all ? screens : [now.screen]).map((screen) => {
    const { figure, link, pane, frame } = frameOf(screen);
    link.href = `#${new URLSearchParams({ ...now, screen })}`;
    pane.style.cssText = `width:${width * scale}px;height:${height * scale}px`;
    frame.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale})`;
    const address = `./kiosk/index.html#${new URLSearchParams({ screen, language, theme, size })}`;
    if (frame.getAttribute('src') !== address) frame.src = address;
    return figure;
  });
  wall.replaceChildren(...shown);
};
addEventListener('hashchange', draw);
addEventListener('resize', draw);
draw();
