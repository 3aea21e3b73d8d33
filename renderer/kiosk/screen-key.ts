// When a screen counts as a new one: then its heading takes the focus and what was typed into it is gone.
import type { Screen } from '../../preload/contract/state.ts';

/** One kind of screen. */
export type ScreenOf<Name extends Screen['name']> = Extract<Screen, { name: Name }>;

/** Equal for two states that show the same screen to the resident. */
export function screenKey(screen: Screen): string {
  switch (screen.name) {
    case 'legal':
      return `legal ${screen.document}`;
    case 'service-consent':
      return `service-consent ${screen.id}`;
    case 'secret':
      return `secret ${screen.secret} ${screen.repeat ? 'repeat' : 'first'}`;
    case 'code':
      return `code ${screen.channel}`;
    case 'message':
      return `message ${screen.line.id}`;
    case 'mailbox-sure':
      return `mailbox-sure ${screen.what}`;
    case 'mailbox-none':
      return `mailbox-none ${screen.why}`;
    default:
      return screen.name;
  }
}
