// The whole terminal program with nobody but us at its window: it speaks the socket that the page speaks, presses what the screen
// offers, lays the sample card on the software reader through the dock, and takes what the last screen shows for a promise.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { stringify } from 'yaml';
import type { KioskEvent } from '../../../preload/contract/events.ts';
import type { Screen, ViewState } from '../../../preload/contract/state.ts';
import { ByteProxy, type Target } from './byte-proxy.ts';
import { house } from './house.ts';
import { nobody } from './nobody.ts';
import { Program, type Line } from './program.ts';

const entry = join(house, 'main/node-entry.ts');
const supportPin = '1234';
const profile = 'hanako';

export interface WholeTerminalOptions {
  readonly dir: string;
  readonly random: () => number;
  readonly node: () => Target;
  readonly trust: string;
  readonly code: string;
}

export class WholeTerminal {
  readonly dir: string;
  readonly wire: ByteProxy;
  /** Receipt numbers that stood on the last screen. */
  readonly promised = new Set<string>();
  readonly #code: string;
  #program: Program | null = null;
  #ready: Line = {};
  #page: WebSocket | null = null;
  #log = '';

  private constructor(dir: string, wire: ByteProxy, code: string) {
    this.dir = dir;
    this.wire = wire;
    this.#code = code;
  }

  static async configure({ dir, random, node, trust, code }: WholeTerminalOptions): Promise<WholeTerminal> {
    mkdirSync(dir, { recursive: true });
    const wire = await ByteProxy.start({ random, target: node });
    writeFileSync(join(dir, 'ca.pem'), trust);
    writeFileSync(
      join(dir, 'terminal.yml'),
      stringify({
        shell: 'none',
        dataDir: 'data',
        reader: { kind: 'software' },
        central: { url: wire.url, trust: 'ca.pem' },
      }),
    );
    return new WholeTerminal(dir, wire, code);
  }

  get dataDir(): string {
    return join(this.dir, 'data');
  }

  /** Starts the program; false when it ended before it was ready. */
  async start(): Promise<boolean> {
    this.#program = new Program([entry], {
      MADOGUCHI_CONFIG: join(this.dir, 'terminal.yml'),
      MADOGUCHI_ENROLMENT_CODE: this.#code,
    });
    const ready = await this.#program.next((line) => line['event'] === 'ready');
    this.#ready = ready ?? {};
    return ready !== null;
  }

  /** Registers one resident after another until the program ends; a receipt number counts when the last screen shows it. */
  async serve(): Promise<void> {
    const address = new URL(String(this.#ready['ui']));
    const entered = await fetch(address, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = new WebSocket(`ws://${address.host}/bridge`, {
      headers: { cookie, origin: address.origin },
    });
    this.#page = page;
    page.on('error', () => undefined);
    // From here on: it may be killed while the card is being laid down.
    const closed = new Promise<void>((gone) => page.once('close', () => gone()));
    const dock = await openDock(String(this.#ready['dock']));
    await dock.put();
    let shown = '';
    page.on('message', (text: Buffer) => {
      const { state } = JSON.parse(text.toString('utf8')) as { state: ViewState }; // what main pushes
      if (state.screen.name === 'done') this.promised.add(state.screen.receiptNumber);
      const key = JSON.stringify([state.screen, state.overlay?.name, state.notice]);
      // The same screen once more says nothing new.
      if (key === shown) return;
      shown = key;
      for (const event of answerTo(state)) page.send(JSON.stringify({ type: 'event', event }));
      if (state.screen.name === 'done' || 'takeCard' in state.screen || state.screen.name === 'card-left')
        void dock.turn();
    });
    await closed;
    this.#page = null;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const program = this.#program;
    this.#program = null;
    await program?.kill(signal);
    this.#page?.terminate();
    this.#log += program?.log ?? '';
  }

  log(): string {
    return this.#log + (this.#program?.log ?? '');
  }

  async leave(): Promise<void> {
    await this.kill();
    await this.wire.stop();
  }
}

/** What a resident in a hurry presses. */
function answerTo({ screen, overlay, notice }: ViewState): readonly KioskEvent[] {
  if (overlay?.name === 'still-there') return [{ type: 'stay' }];
  switch (screen.name) {
    case 'welcome':
      return [{ type: 'start', purpose: 'register' }];
    case 'legal':
      return screen.readToEnd ? [{ type: 'legal.agree' }] : [{ type: 'legal.end' }];
    case 'notify':
    case 'interests':
    case 'services':
    case 'memberships':
      return [{ type: 'next' }];
    case 'secret':
      return typing(screen);
    case 'confirm':
      return [{ type: 'facts.right' }];
    case 'contact':
      if (screen.sending) return [];
      // Should the code not go out, the registration goes on without it.
      return notice === null
        ? [{ type: 'contact.submit', email: nobody.email, phone: '' }]
        : [{ type: 'code.later' }];
    case 'code':
      return [{ type: 'code.later' }];
    case 'mailbox-offer':
      return [{ type: 'mailbox.want', yes: false }];
    case 'review':
      return [{ type: 'review.save' }];
    case 'done':
    case 'ended':
      return [{ type: 'finish' }];
    default:
      return [];
  }
}

function typing({ typed, secret }: Extract<Screen, { name: 'secret' }>): readonly KioskEvent[] {
  if (secret !== 'supportPin' || typed > 0) return [];
  return [
    ...[...supportPin].map((char): KioskEvent => ({ type: 'secret.add', char })),
    { type: 'secret.submit' },
  ];
}

/** The newcomer's hands beside the kiosk. */
async function openDock(url: string): Promise<{ put(): Promise<void>; turn(): Promise<void> }> {
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = new URL(url);
  const act = async (action: object): Promise<void> => {
    await fetch(`${origin}/dock/act`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify(action),
    }).catch(() => undefined);
  };
  const put = (): Promise<void> => act({ type: 'card.put', profile });
  return {
    put,
    /** The card is taken, and the next resident's laid down. */
    async turn() {
      await act({ type: 'card.take' });
      await put();
    },
  };
}
