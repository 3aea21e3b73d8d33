import { describe, expect, test } from 'vitest';
import { makeLog } from './log.ts';

function lines(run: (log: ReturnType<typeof makeLog>) => void): string {
  let text = '';
  run(makeLog({ write: (line: string) => (text += line) }));
  return text;
}

describe('the log', () => {
  test('a field that is not named harmless is not written', () => {
    const text = lines((log) =>
      log('info', 'x', { screen: 'welcome', residentName: '見本　花子', email: 'hanako@example.jp' }),
    );
    expect(text).toContain('welcome');
    expect(text).not.toMatch(/花子|hanako|email|residentName/);
  });

  test('personal data that slips into a harmless field is blotted out', () => {
    const text = lines((log) =>
      log('error', 'x', { cause: 'failed for hanako@example.jp 見本花子 𠮷田 123456789012' }),
    );
    expect(text).toContain('failed for');
    expect(text).not.toMatch(/hanako|花子|𠮷|123456789012/);
  });
});
