// Which shell `npm start` takes, and why, as one decision that can be read at a glance.
import { err, ok, type Result } from '../../sync/contract/result.ts';

export type WantedShell = 'auto' | 'electron' | 'chromium' | 'none';

/** What this machine has. Asked only when the answer matters: fetching may take minutes. */
export interface Machine {
  readonly hasDisplay: boolean;
  hasElectron(): boolean;
  /** Tries to fetch Electron's binary; true when it is there afterwards. */
  fetchElectron(): Promise<boolean>;
  /** Path of the system's Chromium, or null. */
  browser(): string | null;
}

export interface Choice {
  readonly shell: 'electron' | 'chromium' | 'none';
  readonly reason: string;
}

/** The shell to start, or why the one that was asked for cannot be had. */
export async function chooseShell(wanted: WantedShell, machine: Machine): Promise<Result<Choice, string>> {
  switch (wanted) {
    case 'none':
      return ok({ shell: 'none', reason: 'asked for: only the address is served' });
    case 'chromium':
      return machine.browser() === null
        ? err(
            'shell: chromium was asked for, but no Chromium was found; install chromium or name one in MADOGUCHI_BROWSER',
          )
        : ok({ shell: 'chromium', reason: 'asked for' });
    case 'electron': {
      if (!machine.hasDisplay) return err('shell: electron was asked for, but there is no display');
      if (machine.hasElectron()) return ok({ shell: 'electron', reason: 'asked for' });
      return (await machine.fetchElectron())
        ? ok({ shell: 'electron', reason: 'asked for; its binary was fetched' })
        : err(
            'shell: electron was asked for, but its binary is missing and cannot be fetched; try `npx install-electron`',
          );
    }
    case 'auto':
      return ok(await bestShell(machine));
  }
}

async function bestShell(machine: Machine): Promise<Choice> {
  let without = 'no display for Electron';
  if (machine.hasDisplay) {
    if (machine.hasElectron()) return { shell: 'electron', reason: 'its binary is there' };
    if (await machine.fetchElectron()) return { shell: 'electron', reason: 'its binary was fetched' };
    without = "Electron's binary is missing and cannot be fetched";
  }
  return machine.browser() === null
    ? { shell: 'none', reason: `${without}, and no Chromium was found` }
    : { shell: 'chromium', reason: `${without}; the system's Chromium is there` };
}
