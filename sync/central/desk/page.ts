// The frame of the pages on the way to a session: plain, in Japanese and English, without scripts and with nothing from elsewhere.
import { createHash } from 'node:crypto';

const style = `*{box-sizing:border-box}body{font:1.125rem/1.7 system-ui,'Noto Sans JP',sans-serif;color:#1a1a1a;background:#fff;max-width:34rem;
margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.5rem;line-height:1.4;margin:0 0 1rem}h1 span,label span,button span,a.button span{display:block;font-size:1rem;font-weight:400}
p{margin:0 0 1rem}.en{color:#333}label{display:block;font-weight:700;margin:1.25rem 0 .25rem}
input{display:block;width:100%;min-height:3rem;padding:.5rem .75rem;font:inherit;color:inherit;background:#fff;border:1px solid #1a1a1a;border-radius:.5rem;margin-top:.25rem}
button,a.button{display:inline-block;min-height:3rem;padding:.5rem 2rem;margin-top:1.5rem;font:inherit;font-weight:700;color:#fff;background:#0017c1;border:0;
border-radius:.5rem;text-align:center;text-decoration:none;cursor:pointer}button:hover,a.button:hover{background:#00118f;text-decoration:underline}
:focus-visible{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}.wrong{border:2px solid #c00000;border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1rem}
code{font-family:ui-monospace,monospace}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Forms go to our own addresses only. */
export const deskPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** HTML of a whole page. `body` is HTML. */
export function deskPage(title: Bilingual, body: string): string {
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title.ja)} / ${escapeHtml(title.en)}</title><style>${style}</style></head><body><main>
<h1>${escapeHtml(title.ja)}<span lang="en">${escapeHtml(title.en)}</span></h1>
${body}</main></body></html>`;
}

/** A paragraph in both. */
export const paragraph = ({ ja, en }: Bilingual): string =>
  `<p>${escapeHtml(ja)}</p><p class="en" lang="en">${escapeHtml(en)}</p>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
