// What was chosen at home, in the real session: asked for by its code, preset, and gone with everything else.
import { expect, test } from 'vitest';
import { openCounter, rightCode } from '../../tests/fixtures/counter.ts';
import { err } from '../../sync/contract/result.ts';

const begin = { type: 'start', purpose: 'takeover' } as const;
const submit = { type: 'takeover.submit', code: rightCode } as const;

test('is asked for by its code, shown, and preset', async () => {
  const counter = await openCounter();
  counter.send(begin, submit);
  const { screen } = await counter.until((view) => view.screen.name === 'takeover-confirm');
  expect(screen).toMatchObject({ interests: [{ en: 'bousai' }], email: 'f•••e@example.jp', dropped: 1 });
  counter.send('takeover.yes');
  expect(counter.view().screen).toMatchObject({ name: 'legal', document: 'terms', readToEnd: false });
  expect(counter.view().language).toBe('en');
});

test('that cannot be asked for is told, and so is a port that throws', async () => {
  for (const claimDraft of [
    () => Promise.resolve(err('draft.unreachable' as const)),
    () => Promise.reject(new Error('a bug')),
  ]) {
    const counter = await openCounter({ ports: { claimDraft } });
    counter.send(begin, submit);
    const { notice } = await counter.until((view) => view.notice !== null);
    expect(notice).toEqual({ code: 'draft.unreachable' });
  }
});

test('is in no view and no log after the session has ended, and late answers are dropped', async () => {
  const counter = await openCounter();
  counter.send(begin, submit);
  await counter.until((view) => view.screen.name === 'takeover-confirm');
  counter.send('cancel', 'cancel.yes', 'finish');
  expect(counter.screen().name).toBe('welcome');
  expect(JSON.stringify([counter.view(), counter.logged])).not.toMatch(/from-home|e@example|314159|bousai/);

  const answers: (() => void)[] = [];
  const late = await openCounter({
    ports: {
      claimDraft: () =>
        new Promise((resolve) => {
          answers.push(() => resolve(err('draft.unreachable')));
        }),
    },
  });
  late.send(begin, submit, 'cancel', 'cancel.yes', 'finish', begin);
  for (const answer of answers) answer();
  await Promise.resolve();
  expect([late.view().notice, late.screen()]).toEqual([null, { name: 'takeover', checking: false }]);
});
