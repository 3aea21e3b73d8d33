// The words that are only told, by their readings: what a voice can speak.
import { kana as kanaOf } from '../../ui/markup.ts';
import type { Texts } from '../../ui/languages/index.ts';
import type { ReaderWords } from './reader.ts';
import type { VoiceLanguage } from './characters.ts';

export function wordsFor(spoken: Texts['spoken'], voice: VoiceLanguage): ReaderWords {
  const kana = voice === 'ja' ? kanaOf : (text: string) => text;
  return {
    heading: kana(spoken.heading),
    button: kana(spoken.button),
    field: kana(spoken.field),
    option: kana(spoken.option),
    picture: kana(spoken.picture),
    chosen: kana(spoken.chosen),
    notChosen: kana(spoken.notChosen),
    unavailable: kana(spoken.unavailable),
    dialog: kana(spoken.dialog),
    error: kana(spoken.error),
    asterisk: kana(spoken.asterisk),
    erased: kana(spoken.erased),
    empty: kana(spoken.empty),
    asShown: kana(spoken.asShown),
    help: kana(spoken.help),
    welcomeHelp: kana(spoken.welcomeHelp),
    languages: kana(spoken.languages),
    first: kana(spoken.first),
    last: kana(spoken.last),
    items: (count) => kana(spoken.items(count)),
    position: (place, count) => kana(spoken.position(place, count)),
  };
}
