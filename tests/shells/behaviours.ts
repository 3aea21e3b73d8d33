// What every shell must do, whatever shows the page. The page's side of each probe is in fixture/assets/page.js.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stateNumber, type Stage } from './harness.ts';

/** Defines the list of behaviours for the shell that `open` puts on the stage. */
export function conformance(open: () => Promise<Stage>): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await open();
  });
  afterAll(async () => {
    await stage.stop();
  });
  const probe = async (call: string): Promise<unknown> => await stage.page.evaluate(`probe.${call}`);
  const found = async (name: string) => await probe(`found('${name}')`);
  const output = async (text: string) => {
    await stage.page.locator('output', { hasText: new RegExp(`^${text}$`) }).waitFor();
  };

  test('a state reaches the page, frozen', async () => {
    stage.publish(stateNumber(1));
    await output('1');
    expect(await found('frozen')).toBe('true');
  });

  test('a reloaded page starts with the present state', async () => {
    stage.publish(stateNumber(2));
    await output('2');
    await stage.page.reload();
    await output('2');
  });

  test('an event reaches main as it was sent', async () => {
    const before = (await stage.events()).length;
    await stage.page.click('button');
    await vi.waitFor(async () => expect((await stage.events()).slice(before)).toEqual([{ type: 'next' }]));
  });

  test('the page sees two members, frozen, and nothing of Node', async () => {
    expect(await probe('bridge()')).toEqual({
      members: ['send', 'state'],
      types: ['function', 'function'],
      frozen: true,
      node: [],
    });
    expect(await found('replaceBridge')).toBe('refused');
    expect(await found('addToBridge')).toBe('refused');
  });

  test('the policy is a header, and inline script, eval and markup from strings are dead', async () => {
    const policy = await probe('policy()');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(await found('inline')).toBeUndefined();
    expect(await found('eval')).toBe('refused');
    expect(await found('newFunction')).toBe('refused');
    expect(await found('markup')).toBe('refused');
  });

  test('the page cannot leave', async () => {
    const before = stage.page.url();
    await probe('leave()');
    stage.publish(stateNumber(3));
    await output('3');
    expect(stage.page.url()).toBe(before);
  });

  test('no second window opens', async () => {
    const windows = stage.page.context().pages().length;
    expect(await probe('open()')).toBe(false);
    expect(stage.page.context().pages()).toHaveLength(windows);
  });

  test('devices and prompts are denied', async () => {
    const denied = { camera: true, screen: true, position: true, notifications: true };
    expect(await probe('devices()')).toEqual(denied);
  });

  test('no other address can be asked', async () => {
    expect(await probe('fetchElsewhere()')).toBe(true);
  });
}
