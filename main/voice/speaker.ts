// Tells one thing at a time. What is told now ends at once when something new is to be told; the sound device is free again
// before the next begins. Nothing of what is told is logged.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Fields } from '../log.ts';
import type { Engine, Telling } from './engine.ts';
import type { Voice } from './voice.ts';

type Part = Parameters<Voice['say']>[0][number];
type How = Parameters<Voice['say']>[1];

export interface Speaker extends Voice {
  /** Ends what is told and waits until its programs have gone. */
  close(): Promise<void>;
}

export interface SpeakerPorts {
  readonly engine: Engine;
  log(event: string, fields?: Fields): void;
  /** The engine cannot be started, fails again and again, or hangs. */
  onTrouble(): void;
  /** Longest time for a text, milliseconds; what takes longer hangs. */
  readonly patience?: (text: string) => number;
}

/** Slow speech takes about a third of a second a character; nobody needs three times as long. */
const defaultPatience = (text: string): number => 15_000 + text.length * 1000;
/** So many failures one after another are trouble. */
const MANY = 3;
const han = /[\p{Script=Han}々]+/gu;

/** One stretch under way. `ended` settles when all its programs are gone. */
interface Stretch {
  readonly ended: Promise<void>;
  kill(): void;
}

export function createSpeaker({ engine, log, onTrouble, patience = defaultPatience }: SpeakerPorts): Speaker {
  let current: Stretch | null = null;
  const waiting: (() => Stretch)[] = [];
  let running = Promise.resolve();
  /** Grows with every `say` and `stop`; who finds another number than its own is out of date. */
  let turn = 0;
  let failures = 0;

  const failed = (reason: string, hopeless: boolean): void => {
    failures += 1;
    log('voice.failed', { reason, count: failures });
    if (!hopeless && failures < MANY) return;
    failures = 0;
    stop();
    onTrouble();
  };

  function start({ language, text }: Part, how: How, mine: number): Stretch {
    const unread = language === 'ja' && text.search(han) >= 0;
    const said = unread && !engine.readsKanji ? text.replaceAll(han, '、') : text;
    const telling: Telling = { language, rate: how.rate, volume: how.volume, unread };
    const programs = engine.pipeline(telling).map(launch);
    let complaint: { readonly reason: string; readonly hopeless: boolean } | null = null;
    const complain = (reason: string, hopeless: boolean): void => void (complaint ??= { reason, hopeless });
    const kill = (): void => {
      for (const program of programs) program.kill('SIGKILL');
    };
    const watchdog = setTimeout(() => {
      complain('hung', true);
      kill();
    }, patience(said));
    const endings = programs.map(
      (program) =>
        new Promise<void>((gone) => {
          program.once('error', () => {
            complain('not-started', true);
            kill();
            gone();
          });
          program.once('close', (code) => {
            if (code !== 0) complain('exit', false);
            gone();
          });
        }),
    );
    feed(programs, `${said}\n`);
    const ended = Promise.all(endings).then(() => {
      clearTimeout(watchdog);
      if (mine !== turn) return;
      if (complaint === null) failures = 0;
      else failed(complaint.reason, complaint.hopeless);
    });
    return { ended, kill };
  }

  /** One stretch after the other; the next begins when the device is free again. */
  async function run(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      current = next();
      await current.ended;
    }
    current = null;
  }

  function stop(): void {
    turn += 1;
    waiting.length = 0;
    current?.kill();
  }
  return {
    say(parts, how) {
      if (!how.after) stop();
      const mine = turn;
      waiting.push(...joined(parts).map((part) => () => start(part, how, mine)));
      running = running.then(run);
    },
    stop,
    close() {
      stop();
      return running;
    },
  };
}

function launch(command: readonly string[]): ChildProcess {
  const [program = '', ...args] = command;
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
}

/** The text into the first, each one's output into the next; what the last one writes is nobody's. */
function feed(programs: readonly ChildProcess[], text: string): void {
  for (const [index, program] of programs.entries()) {
    // Whoever is killed closes its end; writing on is no error then.
    program.stdin?.on('error', () => undefined);
    const next = programs[index + 1];
    if (next?.stdin) program.stdout?.pipe(next.stdin);
    else program.stdout?.resume();
  }
  programs[0]?.stdin?.end(text);
}

/** Neighbours in one language become one text: starting a program for each would leave a gap at every full stop. */
function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.language === part.language)
      all[all.length - 1] = { language: last.language, text: `${last.text}\n${part.text}` };
    else all.push(part);
  }
  return all;
}
