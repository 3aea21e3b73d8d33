// What waits here is somebody's registration. Counts and codes only.
import { fine, odd } from './finding.ts';
import { check } from './world.ts';

export const outbox = check('outbox', (world) => {
  const look = world.store();
  if (look.kind === 'none') return fine('outbox', 'empty');
  if (look.kind !== 'read') {
    return look.kind === 'in-use' && world.instance() === 'running'
      ? fine('outbox', 'held by the running terminal; its staff screen has the counts')
      : odd('outbox', 'cannot be counted', 'see the line "queue"');
  }
  const { saved, sent, accepted, needsAttention } = look.counts;
  const told = `${String(accepted)} accepted, ${String(saved + sent)} waiting, ${String(needsAttention)} need attention`;
  if (needsAttention === 0) return fine('outbox', told);
  const codes = [...new Set(look.attention.map(({ code }) => code))].sort().join(', ');
  return odd(
    'outbox',
    `${told} (${codes})`,
    'look up the codes in docs/IT.md; staff can send again on their screen',
  );
});
