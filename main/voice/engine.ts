// What turns text into sound: programs in a row, the text into the first, each one's output into the next. No text ever stands
// in an argument, where other users of the machine could read it.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

export interface Telling {
  readonly language: 'ja' | 'en';
  /** 1 slow to 5 fast, 3 is normal. */
  readonly rate: number;
  /** 1 to 5. */
  readonly volume: number;
  /** Characters (kanji) whose reading is not written. */
  readonly unread: boolean;
}

/** Argument lists, program first. */
export type Pipeline = readonly (readonly string[])[];

export interface Engine {
  pipeline(telling: Telling): Pipeline;
  /** False: what has no written reading is left out, for the engine would only say "Chinese letter". */
  readonly readsKanji: boolean;
}

export interface EngineConfig {
  readonly engine: 'auto' | 'none' | readonly string[];
  readonly device: string;
}

/** Words a minute; espeak-ng's own default is 175. */
const speeds = [110, 140, 175, 230, 300] as const;
/** espeak-ng's amplitude, 0 to 200. */
const amplitudes = [30, 60, 100, 140, 200] as const;
const at = (figures: readonly number[], level: number): string =>
  String(figures[Math.min(Math.max(Math.round(level), 1), figures.length) - 1]);

/** Debian's mecab-ipadic-utf8. A folder can be "run" as well: entered. */
const dictionary = '/var/lib/mecab/dic/ipadic-utf8';
/** The pronunciation (ninth feature: は as ワ where it is a particle); an unknown word as it is written. */
const mecab = ['mecab', '-d', dictionary, '-F', '%f[8]', '-U', '%M', '-E', '\\n'] as const;

function espeak(device: string, readsKanji: boolean): Engine {
  return {
    readsKanji,
    pipeline: ({ language, rate, volume, unread }) => [
      ...(unread && readsKanji ? [mecab] : []),
      [
        'espeak-ng',
        '-v',
        language,
        '-s',
        at(speeds, rate),
        '-a',
        at(amplitudes, volume),
        '--stdin',
        '--stdout',
      ],
      ['aplay', '-q', '-D', device],
    ],
  };
}

/** A program of the municipality's choice. It takes UTF-8 text on standard input and plays it by itself. */
function own(command: readonly string[], device: string): Engine {
  return {
    readsKanji: true,
    pipeline: ({ language, rate, volume }) => [
      command.map((word) =>
        word
          .replaceAll('{language}', language)
          .replaceAll('{rate}', at(speeds, rate))
          .replaceAll('{volume}', at(amplitudes, volume))
          .replaceAll('{device}', device),
      ),
    ],
  };
}

/** Where Debian puts programs; a service's own path may lack the last. */
const folders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin'];

/** Where the program of that name, or at that path, is; null when it cannot be run. */
export function findProgram(name: string, among: readonly string[] = folders): string | null {
  const places = name.includes('/') ? [name] : among.map((folder) => join(folder, name));
  return places.find(runnable) ?? null;
}

function runnable(place: string): boolean {
  try {
    accessSync(place, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The engine of this configuration; null without one, or where its program is missing. */
export function chooseEngine(
  config: EngineConfig,
  has: (program: string) => boolean = (program) => findProgram(program) !== null,
): Engine | null {
  if (config.engine === 'none') return null;
  if (config.engine === 'auto')
    return has('espeak-ng') && has('aplay') ? espeak(config.device, has('mecab') && has(dictionary)) : null;
  return has(config.engine[0] ?? '') ? own(config.engine, config.device) : null;
}
