// The terminal's configuration as a schema. Wrong configuration stops the start: docs/ARCHITECTURE.md, "Errors".
import { z } from 'zod';
import { LocalText, MunicipalityCode } from '../../sync/contract/words.ts';

const seconds = (fallback: number) => z.number().int().min(5).max(3600).default(fallback);

export const TerminalConfig = z.strictObject({
  terminal: z
    .strictObject({
      name: z.string().min(1).max(80).default('みほん市役所 1番窓口'),
      municipality: MunicipalityCode.default('992011'),
    })
    .prefault({}),
  shell: z.enum(['auto', 'electron', 'chromium', 'none']).default('auto'),
  /** Queue, keys, profile. Relative paths start at the configuration file. */
  dataDir: z.string().min(1).default('.data'),
  reader: z
    .strictObject({
      kind: z.enum(['auto', 'pcsc', 'software']).default('auto'),
      /** Part of the reader's name; empty takes the first. */
      name: z.string().max(200).default(''),
      /** JSON file {genuine: [{keyId, publicKey}]} of those who certify cards to be genuine; absent: the record says "no anchor". */
      anchors: z.string().min(1).nullable().default(null),
    })
    .prefault({}),
  central: z
    .strictObject({
      /** `embedded` runs the central API on PGlite as a child process. */
      url: z
        .union([
          z.literal('embedded'),
          z.url({ protocol: /^https$/, error: '"embedded" or an https:// address' }),
        ])
        .default('embedded'),
      /** One-time code from IT; needed at the first start only. Also MADOGUCHI_ENROLMENT_CODE. */
      enrolmentCode: z.string().min(8).max(200).nullable().default(null),
      /** PEM file of the central API's own CA (`trust` of its ready line). Needed unless the central API is embedded. */
      trust: z.string().min(1).nullable().default(null),
      /** Embedded only: JSON file {sign: [PEM], auth: [PEM]} of trusted roots; absent: the test JPKI of the software card. */
      anchors: z.string().min(1).nullable().default(null),
    })
    .prefault({}),
  network: z
    .strictObject({
      /** HTTP proxy on the way to the central API. User and password: MADOGUCHI_PROXY_USER, MADOGUCHI_PROXY_PASSWORD. */
      proxy: z
        .url({ protocol: /^https?$/, error: 'http://host:port or https://host:port' })
        .refine((url) => !url.includes('@'), 'an address without user and password')
        .nullable()
        .default(null),
      /** Hosts that are reached without it: names, `.domain`, addresses, `*`. */
      noProxy: z.array(z.string().min(1).max(200)).max(100).default([]),
    })
    .prefault({}),
  ui: z.strictObject({ port: z.number().int().min(0).max(65535).default(0) }).prefault({}),
  printer: z
    .strictObject({ kind: z.enum(['system', 'file']).default('file'), name: z.string().max(200).default('') })
    .prefault({}),
  slip: z
    .strictObject({
      /** Days that a slip can be used, beside the day on which it is printed. At most what `longestSlipDays` of the wire allows. */
      days: z.number().int().min(1).max(90).default(30),
      /** `auto`: large type for those who read the screen at 150 % or more; `large`: for everybody. */
      size: z.enum(['auto', 'large']).default('auto'),
      /** A directory with the municipality's own slip.html, slip.css or words.yml; see docs/IT.md. */
      template: z.string().min(1).nullable().default(null),
      /** Where to ask; null: at the counter where the slip was printed. */
      enquiries: LocalText.nullable().default(null),
      phone: z.string().min(1).max(40).nullable().default(null),
      /** Opening hours. */
      hours: LocalText.nullable().default(null),
    })
    .prefault({}),
  outbox: z
    .strictObject({
      /** Days that a sealed record stays after the central API has signed for it and a balance has confirmed it. */
      keepDays: z.number().int().min(0).max(365).default(7),
    })
    .prefault({}),
  mailbox: z
    .strictObject({
      /** Days that messages and the sight of a mailbox are kept here, sealed, for residents who asked for it. */
      keepDays: z.number().int().min(1).max(3650).default(90),
    })
    .prefault({}),
  backup: z
    .strictObject({
      /** Where the queue is copied to, best on another disk; null: `backup/queue.sqlite` in the data directory. */
      path: z.string().min(1).nullable().default(null),
      /** Between two copies, when something has changed. */
      everyMinutes: z.number().int().min(1).max(10_080).default(60),
    })
    .prefault({}),
  /** When staff are warned, and when nobody can begin any more: cut off for so long, so many waiting. */
  limits: z
    .strictObject({
      warnDays: z.number().int().min(1).max(3650).default(3),
      freezeDays: z.number().int().min(1).max(3650).default(14),
      warnCount: z.number().int().min(1).max(10_000_000).default(1000),
      freezeCount: z.number().int().min(1).max(10_000_000).default(20_000),
      /** Free space below which nobody can begin, beside what the next copy of the queue needs. */
      diskMiB: z.number().int().min(64).max(1_000_000).default(64),
    })
    .refine(({ warnDays, freezeDays }) => warnDays <= freezeDays, {
      path: ['freezeDays'],
      error: 'at least limits.warnDays',
    })
    .refine(({ warnCount, freezeCount }) => warnCount <= freezeCount, {
      path: ['freezeCount'],
      error: 'at least limits.warnCount',
    })
    .prefault({}),
  exchange: z
    .strictObject({
      /** Where the running terminal writes bundles and looks for receipts (a mounted stick); null: only `npm run exchange`. */
      directory: z.string().min(1).nullable().default(null),
    })
    .prefault({}),
  /** The voice for those who listen instead of looking; see docs/IT.md. */
  speech: z
    .strictObject({
      /** `auto`: espeak-ng where it is installed; or a program and its arguments, which takes text on standard input and plays it. */
      engine: z
        .union([z.enum(['auto', 'none']), z.array(z.string().min(1).max(500)).min(1).max(40)], {
          error: '"auto", "none", or a list of a program and its arguments',
        })
        .default('auto'),
      /** ALSA's name of the device that the headphones hang on (`aplay -L`). */
      device: z.string().min(1).max(200).default('default'),
      /** ALSA's name of the card with the jack, and of the jack's control (`amixer -D hw:0 controls`); `none`: always plugged. */
      card: z.string().min(1).max(100).default('hw:0'),
      jack: z.string().min(1).max(100).default('Headphone Jack'),
    })
    .prefault({}),
  /** Seconds. Figures: 49 CFR 27.71(k), WCAG 2.2 SC 2.2.1 (warn at least 20 s before), VxSuite; see docs/IT.md. */
  times: z
    .strictObject({
      idle: seconds(120),
      prompt: z.number().int().min(20).max(600).default(30),
      pinIdle: seconds(60),
      end: seconds(20),
      cardGrace: seconds(20),
      /** Between two codes to the same address. */
      /** *Take my time*: how many times longer. WCAG 2.2 SC 2.2.1 wants at least ten times the default. */
      slowFactor: z.number().int().min(10).max(60).default(10),
    })
    .prefault({}),
});
export type TerminalConfig = z.infer<typeof TerminalConfig>;
