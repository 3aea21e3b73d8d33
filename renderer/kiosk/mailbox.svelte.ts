// The mailbox's screens, and their words in every language, are a chunk of their own: who only registers waits for none of it. It is
// fetched after the first paint, so that it lies there long before a card has been read.
import type { Component } from 'svelte';
import type { MailboxScreen } from '../../preload/contract/mailbox.ts';

type Screens = Component<{ screen: MailboxScreen }>;

class Mailbox {
  /** Null until it has come. */
  screens = $state.raw<Screens | null>(null);

  /** Asked for more than once, it is fetched once; what did not come is asked for again. */
  async load(): Promise<void> {
    this.screens ??= (await import('./screens/mailbox/MailboxScreens.svelte')).default;
  }
}
export const mailbox = new Mailbox();
