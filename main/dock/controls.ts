// Joins the dock to what it moves: the software card, the network's switch, the printer's paper, the mails, a sample message.
import { z } from 'zod';
import axios from 'axios';
import { v7 as uuidv7 } from 'uuid';
import { PROFILES, type SoftwareCardRoom } from '../card/index.ts';
import type { SlipPrinter } from '../handoff/print.ts';
import type { CentralReady } from '../link/embedded.ts';
import type { DockControls, DockMail } from './dock.ts';

export interface DockParts {
  readonly card: SoftwareCardRoom;
  readonly printer: SlipPrinter;
  readonly filePrinter: boolean;
  readonly cut: (cut: boolean) => Promise<void>;
  /** Null when the central API is not the embedded one: then there are no mails to show. */
  readonly central: () => CentralReady | null;
  readonly municipality: string;
}

const Mails = z.object({
  items: z.array(z.object({ to: z.string(), subject: z.string(), text: z.string(), at: z.string() })),
});

/** How often the page looks for new mail while somebody has it open. */
const LOOK_MS = 1000;
const CALL = { timeout: 5000, proxy: false } as const;

export function dockControls({
  card,
  printer,
  filePrinter,
  cut,
  central,
  municipality,
}: DockParts): DockControls {
  let isCut = false;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  card.watch(changed);
  printer.onState(changed);
  let seen = '';
  // Unreferenced: the dock never keeps the program alive.
  setInterval(() => void lookForMail(), LOOK_MS).unref();

  async function lookForMail(): Promise<void> {
    if (listeners.size === 0) return;
    const now = JSON.stringify(await mails());
    if (now !== seen) changed();
    seen = now;
  }

  async function mails(): Promise<DockMail[]> {
    const url = central()?.mail;
    if (url == null) return [];
    const answer = await axios.get<unknown>(`${url}.json`, CALL).catch(() => null);
    const parsed = Mails.safeParse(answer?.data);
    if (!parsed.success) return [];
    return parsed.data.items.map((mail) => ({ ...mail, code: /\b\d{6}\b/.exec(mail.text)?.[0] ?? null }));
  }

  return {
    cards: () =>
      PROFILES.map(({ name, title, pins }) => ({
        profile: name,
        label: title,
        pins: { supportPin: pins.supportPin ?? '', signaturePassword: pins.signaturePassword ?? '' },
      })),
    onReader: () => card.inserted(),
    put: (profile) => void card.insert(profile),
    takeOff: () => card.remove(),
    isCut: () => isCut,
    async cut(value) {
      isCut = value;
      await cut(value);
      changed();
    },
    paper: () => (filePrinter ? (printer.empty() ? 'empty' : 'ready') : 'fixed'),
    setPaper(present) {
      printer.setEmpty(!present);
      changed();
    },
    mails,
    async postSampleMessage() {
      const ready = central();
      if (ready === null) return null;
      const message = {
        id: uuidv7(),
        texts: {
          ja: {
            title: 'ごみ{収集日|しゅうしゅうび}の{変更|へんこう}',
            body: '{来週|らいしゅう}から、もえるごみの{日|ひ}は{火曜日|かようび}と{金曜日|きんようび}になります。',
          },
          en: {
            title: 'Change of waste collection day',
            body: 'From next week, burnable waste is collected on Tuesdays and Fridays.',
          },
        },
        audience: {},
      };
      const answer = await axios
        .post<unknown>(`${ready.public}/v1/municipalities/${municipality}/messages`, message, {
          ...CALL,
          headers: { authorization: `Bearer ${ready.senderToken}` },
        })
        .catch(() => null);
      const parsed = z.object({ recipients: z.number() }).safeParse(answer?.data);
      return parsed.success ? { recipients: parsed.data.recipients } : null;
    },
    staff: () => central()?.staff ?? [],
    links: () => {
      const ready = central();
      if (ready === null) return [];
      return [
        { label: { ja: 'メール（すべて）', en: 'All mails' }, url: `${ready.public}/mail` },
        {
          label: { ja: '送信窓口・情報システム担当のページ', en: "The sender's desk, and IT's page" },
          url: `${ready.public}/fleet`,
        },
        {
          label: { ja: 'API の説明（OpenAPI）', en: 'OpenAPI document' },
          url: `${ready.public}/openapi.json`,
        },
      ];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
