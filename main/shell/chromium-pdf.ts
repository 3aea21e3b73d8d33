// HTML to PDF with the system's Chromium: one headless life per page, its own empty profile, the network shut, a deadline. The
// page goes in and the PDF comes out through the pipe; neither is ever a file.
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { printFlags } from './browser.ts';
import { openCdp, type CdpParams } from './cdp-pipe.ts';
import type { Sheet } from './cups.ts';
import { measure, onOneSheet } from './print-page.ts';
import { dropProfile, makeProfile } from './profile.ts';
import type { PrintError } from './shell.ts';

export interface PdfMaker {
  readonly browser: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly root: boolean;
  readonly deadlineMs?: number;
}

export interface MadePdf {
  readonly pdf: Uint8Array;
  readonly sheet: Sheet;
}

const closeWithinMs = 3_000;

/** The PDF of a complete HTML page on a roll `widthUm` wide, and how long it has become. */
export async function makePdf(
  maker: PdfMaker,
  html: string,
  widthUm: number,
): Promise<Result<MadePdf, PrintError>> {
  const profile = profileFor(maker.dataDir);
  if (profile === null) return err({ kind: 'failed', cause: 'no room for a browser' });
  const child = spawn(maker.browser, printFlags({ profile, root: maker.root }), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: maker.env,
  });
  const ended = Promise.withResolvers<string>();
  child.once('error', () => ended.resolve('the browser cannot be started'));
  child.once('close', (code) => ended.resolve(`the browser ended with ${String(code)}`));
  const deadlineMs = maker.deadlineMs ?? 30_000;
  let late = false;
  const hard = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, deadlineMs);
  // `stdio` above makes the fourth and fifth stream pipes: one that we write and one that we read.
  const cdp = openCdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const call: Call = async (method, params, session) => {
    const answer = await cdp.call(method, params, session, deadlineMs);
    if (answer.ok) return ok(answer.value);
    const { error } = answer;
    if (error.kind === 'refused') return err({ kind: 'no-renderer', cause: `${method}: ${error.cause}` });
    const cause = error.kind === 'gone' ? await ended.promise : 'no PDF in time';
    return err({ kind: 'no-renderer', cause: late ? 'no PDF in time' : cause });
  };
  try {
    return await layOut(call, html, widthUm);
  } finally {
    clearTimeout(hard);
    const kill = setTimeout(() => child.kill('SIGKILL'), closeWithinMs);
    void cdp.call('Browser.close');
    cdp.close();
    await ended.promise;
    clearTimeout(kill);
    await dropProfile(profile);
  }
}

function profileFor(dataDir: string): string | null {
  try {
    return makeProfile(dataDir, 'print');
  } catch {
    return null;
  }
}

type Call = (method: string, params?: CdpParams, session?: string) => Promise<Result<CdpParams, PrintError>>;

const Target = z.object({ targetId: z.string() });
const Attached = z.object({ sessionId: z.string() });
const Frames = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });
const Measured = z.object({ result: z.object({ value: z.number() }) });
const Printed = z.object({ data: z.string() });

async function layOut(call: Call, html: string, widthUm: number): Promise<Result<MadePdf, PrintError>> {
  const target = await asked(Target, call('Target.createTarget', { url: 'about:blank' }));
  if (!target.ok) return target;
  const attached = await asked(Attached, call('Target.attachToTarget', { ...target.value, flatten: true }));
  if (!attached.ok) return attached;
  const session = attached.value.sessionId;
  const frames = await asked(Frames, call('Page.getFrameTree', {}, session));
  if (!frames.ok) return frames;
  const filled = await call(
    'Page.setDocumentContent',
    { frameId: frames.value.frameTree.frame.id, html },
    session,
  );
  if (!filled.ok) return filled;
  const height = await asked(
    Measured,
    call('Runtime.evaluate', { expression: measure, awaitPromise: true, returnByValue: true }, session),
  );
  if (!height.ok) return height;
  return await onOneSheet(widthUm, height.value.result.value, async (sheet) => {
    const printed = await asked(
      Printed,
      call(
        'Page.printToPDF',
        {
          printBackground: true,
          paperWidth: sheet.widthUm / 25_400,
          paperHeight: sheet.heightUm / 25_400,
          ...{ marginTop: 0, marginBottom: 0, marginLeft: 0, marginRight: 0 },
        },
        session,
      ),
    );
    return printed.ok ? ok(Buffer.from(printed.value.data, 'base64')) : printed;
  });
}

async function asked<T>(
  shape: z.ZodType<T>,
  answer: Promise<Result<CdpParams, PrintError>>,
): Promise<Result<T, PrintError>> {
  const given = await answer;
  if (!given.ok) return given;
  const read = shape.safeParse(given.value);
  return read.success
    ? ok(read.data)
    : err({ kind: 'no-renderer', cause: 'the browser answers something else' });
}
