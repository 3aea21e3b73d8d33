// The tables of staff codes in docs/STAFF.md, from the texts of the program. `node tests/house/staff-table.ts` writes them anew;
// guides.test.ts fails while they are not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { faceCodes } from '../../preload/contract/faces.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { staffCodes, staffFaces } from '../../renderer/ui/languages/staff-faces.ts';
import { plain } from '../../renderer/ui/markup.ts';

const guide = resolve(import.meta.dirname, '../../docs/STAFF.md');
const words = {
  ja: {
    faces: ['コード', '画面の見出し', '原因', '職員がすること'],
    own: 'つぎのコードは「職員用」の画面だけに出ます。',
  },
  en: {
    faces: ['Code', 'Title on the screen', 'Cause', 'What staff do'],
    own: 'These codes stand on the staff screen only.',
  },
} as const;

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row).join('\n');

/** Both tables of one language, as they stand between the guide's marks. */
export function staffTables(language: 'ja' | 'en'): string {
  const { faces, own } = words[language];
  const [code, , cause, todo] = faces;
  const of = staffFaces[language];
  const residents = faceCodes.map((face) => [
    `\`${face}\``,
    plain(texts[language].faces[face].title),
    of[face].cause,
    of[face].todo,
  ]);
  const staff = staffCodes.map((one) => [`\`${one}\``, of[one].cause, of[one].todo]);
  return `${table(faces, residents)}\n\n${own}\n\n${table([code, cause, todo], staff)}`;
}

export const marks = (language: 'ja' | 'en'): readonly [string, string] => [
  `<!-- codes ${language}: written by tests/house/staff-table.ts -->`,
  `<!-- end of codes ${language} -->`,
];

if (import.meta.main) {
  const written = (['ja', 'en'] as const).reduce(
    (text, language) => {
      const [from, to] = marks(language);
      const [before = '', rest = ''] = text.split(from);
      return `${before}${from}\n\n${staffTables(language)}\n\n${to}${rest.slice(rest.indexOf(to) + to.length)}`;
    },
    readFileSync(guide, 'utf8'),
  );
  writeFileSync(guide, written);
}
