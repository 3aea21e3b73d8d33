import { CompactEncrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { mailboxAddress, mailboxKey } from '../../sync/contract/mailbox.ts';
import { ok } from '../../sync/contract/result.ts';
import { mailboxOf } from './mailbox.ts';

const mine = new Uint8Array(1500).fill(7);
const other = new Uint8Array(1500).fill(8);

async function row(id: string, key: Uint8Array, contentId = id) {
  const content = {
    id: contentId,
    title: 'ごみの日',
    body: 'かわります',
    from: { ja: 'みほん市', en: 'Mihon City' },
  };
  const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key);
  return { id, sentAt: '2026-11-21T00:00:00.000Z', sealed, readAt: null };
}

async function box() {
  const a = '0198c0de-0000-7000-8000-00000000000a';
  const b = '0198c0de-0000-7000-8000-00000000000b';
  const rows = [
    await row(a, mailboxKey(mine)),
    await row(b, mailboxKey(other)),
    await row(b, mailboxKey(mine), a),
  ];
  const read: string[] = [];
  const mailbox = mailboxOf(
    {
      messagesFor: (address) => (address === mailboxAddress(mine) ? rows : []),
      markRead: (id) => (read.push(id), ok(null)),
    },
    () => undefined,
  );
  return { mailbox, a, b, read };
}

describe('the mailbox at the counter', () => {
  test('opens what is sealed to this card and nothing else, not even under a wrong id', async () => {
    const { mailbox, a } = await box();
    expect(await mailbox.list(mine)).toEqual([
      {
        id: a,
        title: 'ごみの日',
        from: { ja: 'みほん市', en: 'Mihon City' },
        sentAt: '2026-11-21T00:00:00.000Z',
        read: false,
      },
    ]);
  });

  test('another card finds nothing and opens nothing', async () => {
    const { mailbox, a } = await box();
    expect(await mailbox.list(other)).toEqual([]);
    expect(await mailbox.open(other, a)).toBeNull();
  });

  test('a message that was opened is read; one that could not be opened is not', async () => {
    const { mailbox, a, b, read } = await box();
    expect(await mailbox.open(mine, a)).toBe('かわります');
    expect(await mailbox.open(mine, b)).toBeNull();
    expect(read).toEqual([a]);
  });
});
