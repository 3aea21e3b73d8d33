// The words of IT's and the desk's pages, a file for each page. Japanese gives the shape; a text missing in the other language does
// not compile.
import * as compose from './texts/compose.ts';
import * as desk from './texts/desk.ts';
import * as entry from './texts/entry.ts';
import * as log from './texts/log.ts';
import * as messages from './texts/messages.ts';
import * as people from './texts/people.ts';
import * as terminals from './texts/terminals.ts';

const ja = {
  ...entry.ja,
  ...terminals.ja,
  desk: desk.ja,
  messages: messages.ja,
  compose: compose.ja,
  people: people.ja,
  log: log.ja,
};
export type FleetTexts = typeof ja;
const en: FleetTexts = {
  ...entry.en,
  ...terminals.en,
  desk: desk.en,
  messages: messages.en,
  compose: compose.en,
  people: people.en,
  log: log.en,
};

export type FleetLanguage = 'ja' | 'en';
export const texts: Readonly<Record<FleetLanguage, FleetTexts>> = { ja, en };
