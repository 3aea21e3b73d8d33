import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePdf } from '../../../tests/fixtures/pdf.ts';
import type { PdfParts } from '../../../tests/fixtures/pdf.ts';
import { inspectAttachment } from './attachments.ts';
import { actsByItself } from './pdf-actions.ts';

const upload = (content: Buffer, name = 'notice.pdf', type = 'application/pdf') =>
  inspectAttachment({ name, type, content: content.toString('base64') });
const why = async (content: Buffer, name?: string, type?: string): Promise<string | null> => {
  const looked = await upload(content, name, type);
  return looked.ok ? null : looked.error;
};

describe('an attachment', () => {
  it('is taken with its pages and what they say', async () => {
    const content = makePdf({ pages: ['First page', 'Second page'] });
    const looked = await upload(content, 'お知らせ（令和8年度）.pdf');
    expect(looked).toMatchObject({
      ok: true,
      value: {
        name: 'お知らせ（令和8年度）.pdf',
        bytes: content.length,
        pages: 2,
        text: ['First page', 'Second page'],
      },
    });
  });

  it('that lies about its type is refused, whichever of type, name and content is the lie', async () => {
    const pdf = makePdf();
    expect(await why(pdf, 'notice.pdf', 'image/png')).toBe('type');
    expect(await why(pdf, 'notice.exe')).toBe('name');
    for (const name of ['a/b.pdf', 'a\\b.pdf', 'a\nb.pdf', 'x\u202efdp.exe.pdf', '.pdf', 'a:b.pdf'])
      expect([name, await why(pdf, name)]).toEqual([name, 'name']);
    expect(await why(Buffer.from('PK\u0003\u0004 a document of another program'))).toBe('not-pdf');
    expect(await why(Buffer.from('<html><script>alert(1)</script>%PDF-1.7'))).toBe('not-pdf');
    expect(await why(Buffer.from('%PDF-1.7 and nothing else'))).toBe('not-pdf');
  });

  it('has 50 pages at most and 5 MB', async () => {
    const pages = (count: number): Buffer => makePdf({ pages: Array.from({ length: count }, () => 'page') });
    expect(await why(pages(50))).toBeNull();
    expect(await why(pages(51))).toBe('pages');
    expect(await why(Buffer.concat([makePdf(), Buffer.alloc(5_000_000)]))).toBe('too-large');
  });

  it('that asks for a password, or is encrypted without one, is refused', async () => {
    const trailer = `/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> >>`;
    expect(await why(makePdf({ trailer }))).toBe('encrypted');
  });

  it.each<[string, PdfParts]>([
    ['a script at the opening', { catalogue: '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>' }],
    [
      'a script by name',
      {
        catalogue: '/Names << /JavaScript << /Names [(a) 100 0 R] >> >>',
        objects: ['<< /S /JavaScript /JS (1) >>'],
      },
    ],
    ['a program that is started', { catalogue: '/OpenAction << /S /Launch /F (cmd.exe) >>' }],
    ['a name written otherwise', { catalogue: '/OpenAction << /S /L#61unch /F (cmd.exe) >>' }],
    ['a program folded away', { folded: '<< /S /Launch /F (cmd.exe) >>' }],
    [
      'a file within',
      {
        catalogue: '/Names << /EmbeddedFiles << /Names [(a) 100 0 R] >> >>',
        objects: ['<< /Type /Filespec /F (a.exe) >>'],
      },
    ],
    ['a form that is sent', { objects: ['<< /S /SubmitForm /F (http://example.invalid/) >>'] }],
  ])('with %s is refused', async (_, parts) => {
    expect(await why(makePdf(parts))).toBe('active');
  });

  it('may speak of scripts in its text', async () => {
    expect(await why(makePdf({ pages: ['/JavaScript and /Launch are words'] }))).toBeNull();
    expect(await why(makePdf({ folded: '<< /S /URI >>' }))).toBeNull();
  });

  it('may be any bytes at all: they are refused, and nothing breaks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), bytes]);
        expect(typeof actsByItself(content)).toBe('boolean');
        expect(await why(content)).not.toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});
