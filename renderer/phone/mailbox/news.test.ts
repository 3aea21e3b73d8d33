// What is heard while the page is asking: its answer may be older than the news.
import { expect, it } from 'vitest';
import { sampleMailbox } from '../../../tests/fixtures/mailbox-stage.ts';
import type { Line, LiveSurroundings } from './live.ts';
import { Mailbox } from './mailbox.svelte.ts';

it('news that come while a look is under way are looked for after it', async () => {
  let hear: (event: { readonly data: unknown }) => void = () => undefined;
  const line: Line = {
    readyState: 1,
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void) {
      if (type === 'message') hear = listener;
    },
    close: () => undefined,
  };
  const answers: ((version: string | null) => void)[] = [];
  const around: LiveSurroundings = {
    fetch: (path) =>
      path.includes('info')
        ? Promise.resolve(Response.json({ passkeys: false, pushKey: null }))
        : new Promise((answer) => {
            answers.push((version) => {
              const gone = new Response(null, { status: 401 });
              answer(version === null ? gone : Response.json({ ...sampleMailbox(), version }));
            });
          }),
    hidden: () => false,
    onVisible: () => undefined,
    random: () => 0.5,
    now: Date.now,
    uuid: () => '',
    events: () => line,
  };
  const asked = (n: number): Promise<void> => expect.poll(() => answers.length).toBe(n);
  const mailbox = new Mailbox(around, { onview: () => undefined, tell: () => undefined });
  const started = mailbox.load();
  await asked(1);
  answers[0]?.('1');
  await started;
  hear({ data: '{"version":"2"}' });
  await asked(2);
  hear({ data: '{"version":"3"}' });
  // Made before the third version was.
  answers[1]?.('2');
  await asked(3);
  answers[2]?.('3');
  await expect.poll(() => mailbox.view?.version).toBe('3');
  hear({ data: '{"version":"4"}' });
  await asked(4);
  answers[3]?.(null);
  await expect.poll(() => mailbox.place).toBe('sign-in');
});
