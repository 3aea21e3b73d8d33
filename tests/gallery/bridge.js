// The gallery's end of the bridge: shows the state that the address asks for, and lets the bar work. No main, no network.
// Address: #screen=…&language=…&theme=…&size=…
(() => {
  const listeners = [];
  const loading = new Map();
  let own = {};
  let seq = 0;

  /** States of a language come as a script, so that the page works as a file as well. */
  const statesOf = (language) => {
    if (!loading.has(language))
      loading.set(
        language,
        new Promise((resolve, reject) => {
          const script = document.createElement('script');
          script.src = `../states/${language}.js`;
          script.onload = () => resolve(window.gallery[language]);
          script.onerror = reject;
          document.head.append(script);
        }),
      );
    return loading.get(language);
  };

  /** Deadlines were true when the gallery was built. */
  const shifted = (states, value) =>
    JSON.parse(JSON.stringify(value), (key, part) =>
      ['deadline', 'expiresAt', 'resendAt'].includes(key)
        ? new Date(Date.parse(part) + Date.now() - states.builtAt).toISOString()
        : part,
    );

  /** What the page itself puts in front; reached as a person would. */
  const pressed = (button) => async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    [...document.querySelectorAll('[aria-haspopup="dialog"][aria-expanded="false"]')].at(button)?.click();
  };
  const extras = {
    'sheet-display': pressed(0),
    'sheet-display-speech': async (state) => {
      state.manner.speech = { on: true, rate: 3, volume: 4, blank: false };
      await pressed(0)();
    },
    'sheet-language': pressed(1),
    broken: () => dispatchEvent(new Event('kiosk:lost')),
  };
  let touched = false;

  const show = async () => {
    const asked = { ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))), ...own };
    const language = asked.language ?? 'ja';
    const states = await statesOf(language);
    const extra = extras[asked.screen];
    const found = states.scenes[extra === undefined ? asked.screen : 'notify'] ?? states.scenes.welcome;
    const state = shifted(states, found);
    state.seq = ++seq;
    Object.assign(state.manner, { theme: asked.theme ?? 'light', size: Number(asked.size ?? 100) });
    if (asked.pace) state.manner.pace = asked.pace;
    if (asked.speech) state.manner.speech = asked.speech;
    for (const listener of listeners) listener(state);
    if (extra !== undefined && !touched) await extra(state);
    document.title = `${asked.screen} ${seq}`;
  };

  addEventListener('hashchange', () => {
    own = {};
    touched = false;
    void show();
  });
  window.gallery = {};
  Object.defineProperty(window, 'kiosk', {
    value: Object.freeze({
      state(listener) {
        listeners.push(listener);
        void show();
        return () => listeners.splice(listeners.indexOf(listener), 1);
      },
      send(event) {
        if (event.type === 'language.set') own.language = event.language;
        else if (event.type === 'theme.set') own.theme = event.theme;
        else if (event.type === 'size.set') own.size = event.size;
        else if (event.type === 'pace.set') own.pace = event.pace;
        else if (event.type === 'speech.set') {
          own.speech = { on: event.on, rate: event.rate, volume: event.volume, blank: event.blank };
        } else return;
        touched = true;
        void show();
      },
    }),
  });
})();
