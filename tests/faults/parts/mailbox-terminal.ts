// A terminal in this process without window, card and paper: its store in a file, its link with the real worker over mutual TLS, its
// mailbox room, and commands and records as main's own code seals them. Its clock may be wrong, its line can be cut, and it can be ended
// and started again over the same files.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { threadSpawner, type WorkerPort } from '../../../main/link/client.ts';
import { startLink, type Link } from '../../../main/link/link.ts';
import type { SyncOutcome } from '../../../main/link/options.ts';
import { systemTimers } from '../../../main/link/timers.ts';
import { MailboxKeys } from '../../../main/mailbox/keys.ts';
import { mailboxRoom, type Opened } from '../../../main/mailbox/room.ts';
import { Live } from '../../../main/registration/live.ts';
import { command, openMailbox, openMessage } from '../../../main/registration/mailbox-effects.ts';
import type { MailboxPorts } from '../../../main/registration/mailbox-effects.ts';
import { newReceiptNumber, sealRecord } from '../../../main/registration/record.ts';
import { fileSealer, openSecretStore } from '../../../main/shell/secrets.ts';
import { openStore, type Store } from '../../../main/store/store.ts';
import type { MailboxAction } from '../../../sync/contract/commands.ts';
import type { MessageContent } from '../../../sync/contract/message.ts';
import type { RegistrationRecord } from '../../../sync/contract/record.ts';
import { err, ok } from '../../../sync/contract/result.ts';
import type { MailboxCard } from '../../fixtures/mailbox.ts';
import { makeRecord } from '../../fixtures/registration.ts';
import { house } from './house.ts';

export interface MailboxTerminalOptions {
  readonly dir: string;
  readonly line: { readonly url: string; readonly trust: string };
  readonly enrolmentCode: string;
  readonly municipality: string;
  /** Milliseconds since the epoch, as the central API has it. */
  readonly trueTime: () => number;
}

const quiet = (): void => undefined;

export class MailboxTerminal {
  readonly municipality: string;
  readonly #options: MailboxTerminalOptions;
  #errorMs = 0;
  #cut = false;
  #run: { readonly store: Store; readonly link: Link; readonly ports: MailboxPorts } | null = null;

  private constructor(options: MailboxTerminalOptions) {
    this.municipality = options.municipality;
    this.#options = options;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  }

  /** Enrols it. */
  static async open(options: MailboxTerminalOptions): Promise<MailboxTerminal> {
    const terminal = new MailboxTerminal(options);
    await terminal.#start();
    return terminal;
  }

  /** Ends it with whatever it had under way, and starts it again: nothing but its files is left of it. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  async stop(): Promise<void> {
    const { link, store } = this.#running;
    this.#run = null;
    await link.stop();
    store.close();
  }

  get isCut(): boolean {
    return this.#cut;
  }

  async cut(cut: boolean): Promise<void> {
    this.#cut = cut;
    await this.#running.link.cut(cut);
  }

  /** So far off is its clock from now on. */
  setClock(errorMs: number): void {
    this.#errorMs = errorMs;
  }

  /** What it has measured of that. */
  get clockErrorMs(): number | null {
    return this.#running.link.state().clockErrorMs;
  }

  sync(): Promise<SyncOutcome> {
    return this.#running.link.syncNow();
  }

  /** Saves a registration of this card, as its last screen would promise it. */
  async register(card: MailboxCard, change: Partial<RegistrationRecord>): Promise<RegistrationRecord> {
    const { link, store, ports } = this.#running;
    const identity = ports.identity();
    if (identity === null) throw new Error('not enrolled');
    const record = makeRecord(identity.terminalId, {
      at: new Date(ports.now()).toISOString(),
      ...{ clockErrorMs: ports.clockErrorMs(), timeUnsure: ports.timeUnsure(), sequence: ports.sequence() },
      receiptNumber: newReceiptNumber(),
      authCertificate: card.certificate.toString('base64'),
      ...change,
    });
    const sealed = await sealRecord(record, identity);
    const saved = store.commitRegistration({ ...sealed, receiptNumber: record.receiptNumber, audit: {} });
    if (!saved.ok) throw new Error(saved.error.kind);
    link.committed(record.id);
    return record;
  }

  /** The mailbox of a card on the reader. */
  async look(card: MailboxCard): Promise<Opened> {
    const event = await openMailbox(this.#running.ports, this.#sessionOf(card));
    if (event.type !== 'mailbox.opened') throw new Error(event.type);
    return event.opened;
  }

  /** A message in it. `unread`: word of the reading is saved with it. Null: it cannot be read here. */
  async read(card: MailboxCard, id: string, unread: boolean, live: boolean): Promise<MessageContent | null> {
    const ask = { kind: 'message.open', id, live, unread, language: 'ja' } as const;
    const event = await openMessage(this.#running.ports, this.#sessionOf(card), ask);
    return event.type === 'message.opened' ? event.content : null;
  }

  /** Does something to it, as one visit: opened, PIN1 typed where it is asked for, saved. */
  async press(
    card: MailboxCard,
    action: Exclude<MailboxAction, { kind: 'read' }>,
    pin1: string,
  ): Promise<void> {
    const { ports } = this.#running;
    const live = this.#sessionOf(card);
    await openMailbox(ports, live);
    for (const digit of pin1) live.secret('accountPin1').add(digit);
    const ask = { kind: 'mailbox.command', ask: { action, subject: {} }, language: 'ja' } as const;
    const event = await command(ports, live, ask);
    live.wipe();
    if (event.type !== 'mailbox.committed') throw new Error(JSON.stringify(event));
  }

  get #running() {
    if (this.#run === null) throw new Error('ended');
    return this.#run;
  }

  #sessionOf(card: MailboxCard): Live {
    const live = new Live();
    live.authCertificate = Uint8Array.from(card.certificate);
    live.mailbox = new MailboxKeys(card.certificate);
    return live;
  }

  #now = (): number => this.#options.trueTime() + this.#errorMs;

  async #start(): Promise<void> {
    const { dir, line, enrolmentCode, municipality } = this.#options;
    const opened = openStore({ path: join(dir, 'queue.sqlite'), now: this.#now, log: quiet });
    if (!opened.ok) throw new Error(opened.error.kind);
    const store = opened.value;
    const workerEntry = join(house, 'sync/worker/worker.ts');
    const spawn = threadSpawner(workerEntry, quiet);
    const linked = await startLink({
      ...{ store, workerEntry, line, enrolmentCode },
      secrets: openSecretStore(join(dir, 'secrets'), fileSealer),
      terminal: { name: 'histories', municipality },
      describe: () => ({ version: '0', reader: 'ready', printer: 'ready', screen: 'welcome' }),
      onState: quiet,
      log: quiet,
      timers: { ...systemTimers, now: this.#now, steady: this.#options.trueTime },
      spawn: () => this.#inOurTime(spawn()),
    });
    if (!linked.ok) throw new Error(linked.error.error.kind);
    const link = linked.value;
    if (this.#cut) await link.cut(true);
    await link.identified();
    this.#run = { store, link, ports: this.#portsOf(store, link) };
  }

  /** The worker, whose clock would be this machine's; and a cable that was out before the terminal was started. */
  #inOurTime(port: WorkerPort): WorkerPort {
    if (this.#cut) port.post({ seq: 0, call: 'cut', args: { cut: true }, deadlineMs: 1000 });
    return {
      ...port,
      onAnswer: (listener) =>
        port.onAnswer((answer) => {
          if (answer.clock === undefined) return listener(answer);
          const shiftMs = this.#options.trueTime() - Date.now();
          const { centralMs, localMs } = answer.clock;
          const clock = { centralMs: centralMs + shiftMs, localMs: localMs + shiftMs + this.#errorMs };
          listener({ ...answer, clock });
        }),
    };
  }

  #portsOf(store: Store, link: Link): MailboxPorts {
    const line = {
      online: () => link.state().network === 'online',
      open: link.counter.openMailbox.bind(link.counter),
      message: link.counter.openMessage.bind(link.counter),
    };
    return {
      municipality: this.municipality,
      mailbox: mailboxRoom(store, line, quiet),
      identity() {
        const identity = link.identity();
        return identity && { ...identity, sealingKey: store.sealingKey() ?? identity.sealingKey };
      },
      clockErrorMs: () => link.state().clockErrorMs,
      timeUnsure: () => link.state().timeUnsure,
      sequence: () => store.nextSequence(),
      commitCommand(commit) {
        const saved = store.commitCommand({ ...commit, audit: {} });
        if (saved.ok) link.committed(commit.id);
        return saved.ok ? ok(null) : err<FaceCode>('store.failed');
      },
      pin1: {
        misses: (address) => store.pin1Misses(address),
        missed: () => ({ left: 0, pausedUntil: null }),
        right: (address) => void store.pin1Right(address),
      },
      log: quiet,
      now: this.#now,
    };
  }
}
