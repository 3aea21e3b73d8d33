// What went wrong with a shell, as one line for the person who started it.
import { unreachable } from '../../sync/contract/result.ts';
import type { ShellError } from './shell.ts';

/** The error as a line; says what to do where that is known. */
export function explainShellError(error: ShellError): string {
  switch (error.kind) {
    case 'port-taken':
      return `ui.port: ${String(error.port)} is taken by another program: end it, or use 0 for any free port`;
    case 'second-instance':
      return 'Madoguchi is running already with this data directory: end it, or set another dataDir';
    case 'no-browser':
      return `shell: no Chromium was found (looked for ${error.looked.join(', ')}): install chromium, name one in MADOGUCHI_BROWSER, or set shell: none`;
    case 'failed':
      return `shell: the window cannot be opened: ${error.cause}`;
    default:
      return unreachable(error);
  }
}
