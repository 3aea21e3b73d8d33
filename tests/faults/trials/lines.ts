// Bad lines: faults of the network as bytes, and somebody in the middle who answers for the server.
import { setTimeout as delay } from 'node:timers/promises';
import { answerFaults, type AnswerFault } from '../parts/answering-proxy.ts';
import { byteFaults, type ByteFault } from '../parts/byte-proxy.ts';
import type { Member } from '../parts/crew.ts';
import { pauses, type Order, type Told, type Trial } from './trial.ts';

const lookEveryMs = 50;
/** Seldom enough that making records does not take the machine from the faults. */
const pauseAtMostMs = 150;

async function onBadLines(
  { stage, amount, untilMs, random }: Order,
  begin: (member: Member) => void,
  struckSoFar: (member: Member) => number,
): Promise<Told> {
  const before = stage.crew.reduce((sum, member) => sum + struckSoFar(member), 0);
  const struck = (): number => stage.crew.reduce((sum, member) => sum + struckSoFar(member), 0) - before;
  for (const member of stage.crew) {
    begin(member);
    // What is open was made before the fault.
    member.wire.tearAll();
    member.order({ do: 'go', pauses: pauses(random, pauseAtMostMs) });
  }
  while (struck() < amount && performance.now() < untilMs) await delay(lookEveryMs);
  return { struck: struck() };
}

const byBytes =
  (kinds: readonly ByteFault[]) =>
  (order: Order): Promise<Told> =>
    onBadLines(
      order,
      ({ wire }) => (wire.plan = { kinds, share: 1 }),
      ({ wire }) => wire.total,
    );

const byAnswers =
  (kinds: readonly AnswerFault[]) =>
  (order: Order): Promise<Told> =>
    onBadLines(
      order,
      (member) => {
        member.middle(true);
        member.answering.plan = { kinds, share: 0.8 };
      },
      ({ answering }) => answering.total,
    ).finally(() => {
      for (const member of order.stage.crew) member.middle(false);
    });

export const lines: readonly Trial[] = [
  ...byteFaults.map((kind): Trial => ({
    fault: `network: ${kind}`,
    kind: 'network',
    weight: 0.07,
    short: 0,
    run: byBytes([kind]),
  })),
  ...answerFaults.map((kind): Trial => ({
    fault: `between: ${kind}`,
    kind: 'network',
    weight: 0.025,
    short: 0,
    run: byAnswers([kind]),
  })),
  {
    fault: 'network: all of these at once',
    kind: 'network',
    weight: 0.17,
    short: 15,
    run: byBytes(byteFaults),
  },
  {
    fault: 'between: all of these at once',
    kind: 'network',
    weight: 0.05,
    short: 20,
    run: byAnswers(answerFaults),
  },
];
