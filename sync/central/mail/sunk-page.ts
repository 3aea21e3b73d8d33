// The page that shows what the stand-ins for mail, short messages and calls have taken, newest first. No script, nothing from elsewhere.
import { createHash } from 'node:crypto';
import type { SunkItem } from './sink.ts';

const style = `body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
article{border:1px solid #767676;border-radius:.5rem;padding:1rem;margin:1rem 0}h2{font-size:1rem;margin:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.5rem 0 0}p{margin:0;color:#4d4d4d}`;
const styleHash = createHash('sha256').update(style).digest('base64');

export const sunkPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors *`;

const kinds: Readonly<Record<SunkItem['kind'], string>> = {
  mail: 'メール / Mail',
  sms: 'SMS',
  voice: '電話 / Call',
};

/** HTML that loads itself anew every few seconds. */
export function sunkPage(items: readonly SunkItem[]): string {
  const shown = items.map(
    ({ at, kind, to, subject, text }) =>
      `<article><h2>${escape(subject === '' ? kinds[kind] : subject)}</h2><p>${escape(to)} · <time>${at}</time></p>` +
      `<pre>${escape(text.trim())}</pre></article>`,
  );
  const list =
    shown.length > 0 ? shown.join('\n') : '<p>まだ何も届いていません / Nothing has arrived yet.</p>';
  return `<!doctype html><html lang="ja"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><title>Mail</title><style>${style}</style>
<h1>お試しメール / Trial mail</h1>${list}</html>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
