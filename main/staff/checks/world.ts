// What checks may know of the machine. The real one is looked at in ../looks; tests bring their own.
import type { ConfigError, LoadedConfig } from '../../config/config.ts';
import type { Result } from '../../../sync/contract/result.ts';
import type { Machine } from '../../shell/choose.ts';
import type { CentralLook } from '../looks/central.ts';
import type { IdentityLook } from '../looks/identity.ts';
import type { DirectoryLook, InstanceLook } from '../looks/machine.ts';
import type { PrinterLook } from '../../shell/cups-look.ts';
import type { ReadersLook } from '../looks/readers.ts';
import type { StoreLook } from '../looks/store.ts';
import type { Finding } from './finding.ts';

/** What there is even without a valid configuration. */
export interface Ground {
  readonly platform: NodeJS.Platform;
  readonly node: { readonly found: string; readonly pinned: string };
  readonly loaded: Result<LoadedConfig, ConfigError[]>;
}

/** The machine as this terminal's configuration sees it. Everything is looked at once, when a check asks for it. */
export interface World extends Ground {
  readonly config: LoadedConfig;
  /** Milliseconds since the epoch. */
  now(): number;
  directory(): DirectoryLook;
  /** Free for an unprivileged process, bytes; 0 when it cannot be told. */
  freeBytes(): number;
  instance(): InstanceLook;
  store(): StoreLook;
  identity(): IdentityLook;
  readonly machine: Machine;
  /** First line of `--version`; null when the browser does not even say that. */
  browserVersion(file: string): Promise<string | null>;
  /** `null`: the default queue. */
  printer(queue: string | null): Promise<PrinterLook>;
  /** Whether PDF slips can be written to this directory, or it can be made. */
  writable(directory: string): boolean;
  readers(): Promise<ReadersLook>;
  /** Contents of `central.trust`; null when it cannot be read, empty when none is named. */
  trust(): string | null;
  /** Asks without a client certificate. `trust`: CA certificates, PEM. */
  central(url: string, trust: string): Promise<CentralLook>;
  /** Whether the system says that its clock follows a time server; null when it does not say. */
  clockFollows(): Promise<boolean | null>;
  /** Whether another program listens on this loopback port. */
  portTaken(port: number): Promise<boolean>;
}

type Answer = Finding | readonly Finding[];
type MaybeLater<T> = T | Promise<T>;

/** One check. It gives one finding, or one for each thing that is wrong. */
export type Check =
  | { readonly needs: 'nothing'; readonly what: string; run(ground: Ground): MaybeLater<Answer> }
  | { readonly needs: 'configuration'; readonly what: string; run(world: World): MaybeLater<Answer> };

export const check = (what: string, run: (world: World) => MaybeLater<Answer>): Check => ({
  needs: 'configuration',
  what,
  run,
});
