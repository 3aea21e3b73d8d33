// The network between a terminal and the central API, as bytes: it knows nothing of TLS and cannot read what passes. Each new
// connection may be given one fault, which strikes at one of its chunks.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export const byteFaults = ['delay', 'drop', 'duplicate', 'truncate', 'corrupt', 'reset', 'refuse'] as const;
export type ByteFault = (typeof byteFaults)[number];

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface ByteProxyOptions {
  readonly random: () => number;
  /** Where the next connection goes. */
  readonly target: () => Target;
}

/** So many chunks into a connection a fault may lie: a handshake takes about four, each call one or two both ways. */
const deepest = 14;
const delayMsAtMost = 400;
/** A dropped connection says nothing for so long before even its end is seen. */
const silenceMsAtMost = 600;

export class ByteProxy {
  readonly #options: ByteProxyOptions;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Which faults, and for which share of the connections. */
  plan: { readonly kinds: readonly ByteFault[]; readonly share: number } = { kinds: [], share: 0 };
  /** Strikes at exactly this chunk counted from the last `countFrom`, by tearing the connection; null: never. */
  tearAt: number | null = null;
  #chunks = 0;
  /** Whether `tearAt` has come since `countFrom`. */
  tore = false;
  readonly struck: Record<ByteFault, number> = {
    delay: 0,
    drop: 0,
    duplicate: 0,
    truncate: 0,
    corrupt: 0,
    reset: 0,
    refuse: 0,
  };

  private constructor(options: ByteProxyOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async start(options: ByteProxyOptions): Promise<ByteProxy> {
    const proxy = new ByteProxy(options);
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // a TCP server that listens
    return `https://127.0.0.1:${String(port)}`;
  }

  get total(): number {
    return Object.values(this.struck).reduce((sum, count) => sum + count, 0);
  }

  countFrom(): void {
    this.#chunks = 0;
    this.tore = false;
  }

  /** Tears what is open: the next call makes a new connection. */
  tearAll(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.tearAll();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }

  #join(near: Socket): void {
    const { random, target } = this.#options;
    const fault =
      random() < this.plan.share ? this.plan.kinds[Math.floor(random() * this.plan.kinds.length)] : undefined;
    this.#open.add(near);
    near.on('error', () => undefined);
    near.once('close', () => this.#open.delete(near));
    if (fault === 'refuse') {
      this.struck.refuse += 1;
      near.resetAndDestroy();
      return;
    }
    const far = connect(target());
    far.on('error', () => near.resetAndDestroy());
    let strikeIn = Math.floor(random() * deepest);
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk: Buffer) => {
        this.#chunks += 1;
        if (this.tearAt === this.#chunks) {
          this.tore = true;
          near.resetAndDestroy();
          far.destroy();
          return;
        }
        strikeIn -= 1;
        if (fault === undefined || strikeIn >= 0) return void to.write(chunk);
        // Only a delay leaves the connection alive to be struck again.
        strikeIn = Math.floor(random() * deepest);
        this.#strike(fault, chunk, from, to);
      });
      from.once('end', () => to.end());
      from.once('close', () => to.destroy());
    };
    near.setNoDelay(true);
    far.setNoDelay(true);
    pass(near, far);
    pass(far, near);
  }

  #strike(fault: ByteFault, chunk: Buffer, from: Socket, to: Socket): void {
    const { random } = this.#options;
    this.struck[fault] += 1;
    switch (fault) {
      case 'delay':
        from.pause();
        setTimeout(() => {
          to.write(chunk);
          from.resume();
        }, random() * delayMsAtMost);
        return;
      case 'drop':
        // Nothing comes through any more, and for a while nobody is told.
        from.removeAllListeners('data');
        to.removeAllListeners('data');
        from.resume();
        to.resume();
        setTimeout(() => {
          from.destroy();
          to.destroy();
        }, random() * silenceMsAtMost);
        return;
      case 'duplicate':
        to.write(chunk);
        to.write(chunk);
        return;
      case 'truncate':
        to.end(chunk.subarray(0, Math.floor(random() * chunk.length)));
        from.destroy();
        return;
      case 'corrupt': {
        const wrong = Buffer.from(chunk);
        const at = Math.floor(random() * wrong.length);
        wrong[at] = (wrong[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        to.write(wrong);
        return;
      }
      default:
        from.resetAndDestroy();
        to.resetAndDestroy();
    }
  }
}
