// Web Push in this browser (RFC 8030): whether it can, whether the phone lets it, and the subscription. iPhones take push only in a
// page that was added to the home screen, so that is told first.

/** `blocked`: the phone's own switch is off; `iphone`: only from the home screen. */
export type PushState = 'none' | 'iphone' | 'ask' | 'blocked' | 'on';

/** A VAPID key, base64url, as bytes: older browsers take no text. */
export function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

const isIphone = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  // An iPad says that it is a Mac, and has fingers.
  (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

export class Push {
  state = $state<PushState>('none');
  working = $state(false);
  tested = $state(false);

  /** Looks at what is there, without asking anybody anything. */
  async look(): Promise<void> {
    if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
      this.state = isIphone() ? 'iphone' : 'none';
      return;
    }
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription().catch(() => null);
    if (Notification.permission === 'denied') this.state = 'blocked';
    else this.state = Notification.permission === 'granted' && subscription ? 'on' : 'ask';
  }

  /** Asks the phone, in answer to a press. Null where it does not give a subscription. */
  async subscribe(key: string): Promise<PushSubscriptionJSON | null> {
    this.working = true;
    try {
      const permission = await Notification.requestPermission();
      if (permission !== 'granted') {
        this.state = permission === 'denied' ? 'blocked' : 'ask';
        return null;
      }
      const registration = await navigator.serviceWorker.ready;
      const old = await registration.pushManager.getSubscription();
      const subscription =
        old ??
        (await registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: keyBytes(key),
        }));
      this.state = 'on';
      return subscription.toJSON();
    } catch {
      this.state = 'none';
      return null;
    } finally {
      this.working = false;
    }
  }

  /** Other pages of ours in this browser get no pushes any more: one message is told once. */
  async alone(): Promise<void> {
    const own = await navigator.serviceWorker.getRegistration();
    for (const other of await navigator.serviceWorker.getRegistrations())
      if (other.scope !== own?.scope)
        await other.pushManager.getSubscription().then(
          (held) => held?.unsubscribe(),
          () => undefined,
        );
  }

  /** Takes this browser's subscription back. */
  async unsubscribe(): Promise<void> {
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    await subscription?.unsubscribe().catch(() => false);
    await this.look();
  }

  /** Shows one from this page: whether the phone's own switch is on is seen, not asked. */
  async test(title: string): Promise<void> {
    const registration = await navigator.serviceWorker.ready;
    await registration.showNotification(title, { icon: './icons/icon-192.png', tag: 'test' });
    this.tested = true;
  }
}

const NOTES = 'notes';
/** Notes where a press on a push leads, for the service worker: only who asked for pushes has one. */
export const note = async (address: string): Promise<void> => {
  const notes = await caches.open(NOTES);
  await notes.put('./noted', new Response(address));
};
/** On leaving: nothing of the slip stays in the browser. */
export const forget = async (): Promise<void> => {
  if ('caches' in window) await caches.delete(NOTES);
};
