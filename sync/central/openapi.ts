// Writes docs/openapi.json: `node sync/central/openapi.ts`. Refuses a change that would break integrators, unless it is
// called with --breaking, which belongs to a new major version and a line in docs/decisions/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { routes } from '../contract/routes.ts';
import { breakingChanges } from './openapi-breaking.ts';
import { openApi } from './openapi-document.ts';
import { version } from './version.ts';

const file = join(import.meta.dirname, '../../docs/openapi.json');
const document = openApi(routes, version);
const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const breaks = breakingChanges(before, document);
if (breaks.length > 0 && !process.argv.includes('--breaking')) {
  process.stderr.write(
    `docs/openapi.json was left alone; these changes break callers:\n${breaks.join('\n')}\n`,
  );
  process.exitCode = 1;
} else {
  const options = { ...(await resolveConfig(file)), parser: 'json' };
  writeFileSync(file, await format(JSON.stringify(document), options));
}
