// What an element says, as text in stretches of one language. It is made from the page, as a screen reader does it, so that what
// is heard can never differ from what is seen; only what is heard is sent to main.
import { spelled, type VoiceLanguage } from './characters.ts';
import { isThere } from './items.ts';

export interface Part {
  readonly language: VoiceLanguage;
  readonly text: string;
}

/** The voice's language, and what it says in the place of what is shown, not read out. */
export interface Telling {
  readonly voice: VoiceLanguage;
  readonly asShown: string;
}

const quiet = new Set(['RT', 'RP', 'SCRIPT', 'STYLE', 'WBR']);
/** An email address, or the end of one; a receipt number or a code in groups, whose spaces are nothing to type. */
const literal = /[\w.+-]*@[\w-]+(?:\.[\w-]+)+|\b(?=[A-Z -]*\d)[0-9A-Z]{2,4}(?:[- ][0-9A-Z]{2,4})+\b/gu;
/** Ends in a pause already. */
const paused = /[、。，．,.!?！？：:；;]\s*$/u;

/** Gathers stretches; neighbours of one language flow together. */
class Stretches {
  readonly parts: { language: VoiceLanguage; text: string }[] = [];

  add(language: VoiceLanguage, text: string): void {
    const last = this.parts.at(-1);
    if (last?.language === language) last.text += text;
    else this.parts.push({ language, text });
  }

  /** Between two things that do not flow into each other. */
  pause(): void {
    const last = this.parts.at(-1);
    if (last === undefined || last.text.trim() === '' || paused.test(last.text)) return;
    last.text = last.text.trimEnd() + (last.language === 'ja' ? '、' : ', ');
  }

  done(): readonly Part[] {
    return this.parts
      .map(({ language, text }) => ({
        language,
        text: text
          .replaceAll(/\s+/gu, ' ')
          .replace(/[、,\s]+$/u, '')
          .trim(),
      }))
      .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  }
}

/** The language of a stretch: its own where there is a voice for it. */
function voiceOf(element: Element): VoiceLanguage | string {
  const tag = element.closest('[lang]')?.getAttribute('lang') ?? 'en';
  const [language = tag] = tag.split('-');
  return language;
}

/** What this element says. Empty when it says nothing. */
export function wordsOf(element: Element, telling: Telling): readonly Part[] {
  const stretches = new Stretches();
  gather(element, telling, stretches);
  return stretches.done();
}

/** What a text says that stands nowhere on the page. */
export function partsOf(text: string, language: VoiceLanguage): readonly Part[] {
  const stretches = new Stretches();
  say(text, language, stretches);
  return stretches.done();
}

function gather(element: Element, telling: Telling, into: Stretches): void {
  if (quiet.has(element.tagName) || !isThere(element)) return;
  const own = ownWords(element, telling);
  if (own !== null) {
    speak(own, element, telling, into);
    return;
  }
  for (const node of element.childNodes) {
    if (node instanceof Text) speak(node.data, element, telling, into);
    else if (node instanceof Element) {
      const apart = node.tagName === 'BR' || !getComputedStyle(node).display.startsWith('inline');
      if (apart) into.pause();
      gather(node, telling, into);
      if (apart) into.pause();
    }
  }
}

/** What stands for the whole element, without looking into it. */
function ownWords(element: Element, telling: Telling): string | null {
  if (element.hasAttribute('data-as-shown')) return telling.asShown;
  const read = element.getAttribute('data-kana');
  if (read !== null) return read;
  if (element instanceof HTMLImageElement) return element.alt;
  return element.getAttribute('role') === 'img' ? (element.getAttribute('aria-label') ?? '') : null;
}

function speak(text: string, element: Element, telling: Telling, into: Stretches): void {
  if (element.hasAttribute('data-as-shown')) {
    into.pause();
    into.add(telling.voice, telling.asShown);
    return;
  }
  const language = voiceOf(element);
  if (language === 'ja' || language === 'en') {
    say(text, language, into);
    return;
  }
  if (text.trim() === '') return;
  // There is no voice for it: at least which language it is.
  const name = new Intl.DisplayNames(telling.voice, { type: 'language' }).of(language) ?? language;
  if (into.parts.at(-1)?.text.endsWith(name) !== true) into.add(telling.voice, name);
}

function say(text: string, language: VoiceLanguage, into: Stretches): void {
  let from = 0;
  for (const found of text.matchAll(literal)) {
    into.add(language, text.slice(from, found.index));
    into.pause();
    into.add(language, spelled(found[0].replaceAll(' ', ''), language));
    into.pause();
    from = found.index + found[0].length;
  }
  into.add(language, text.slice(from));
}
