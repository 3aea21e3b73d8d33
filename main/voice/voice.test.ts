import { execFile } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  existsSync,
  writeFileSync,
  chmodSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseEngine, findProgram } from './engine.ts';
import { watchJack, type AlsaTools } from './jack.ts';
import { openVoice, type VoiceConfig } from './room.ts';
import { createSpeaker, type Speaker } from './speaker.ts';

const how = { rate: 3, volume: 3, after: false };
const ja = (text: string) => ({ language: 'ja', text }) as const;
const en = (text: string) => ({ language: 'en', text }) as const;
const telling = { language: 'ja', rate: 3, volume: 3, unread: false } as const;

let dir: string;
let log: string[];
const note = (event: string, fields = {}): void => void log.push(`${event} ${JSON.stringify(fields)}`);
const file = (name: string): string => join(dir, name);
const content = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

function script(name: string, body: string): string {
  writeFileSync(file(name), `#!/bin/sh\n${body}\n`);
  chmodSync(file(name), 0o755);
  return file(name);
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'madoguchi-voice-'));
  log = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the engine', () => {
  const config = { engine: 'auto', device: 'plughw:1' } as const;

  test('auto is espeak-ng into the named device, and nothing where a program is missing', () => {
    const all = chooseEngine(config, () => true);
    expect(all?.pipeline({ ...telling, rate: 5, volume: 1 })).toEqual([
      ['espeak-ng', '-v', 'ja', '-s', '300', '-a', '30', '--stdin', '--stdout'],
      ['aplay', '-q', '-D', 'plughw:1'],
    ]);
    expect(chooseEngine(config, (program) => program !== 'aplay')).toBeNull();
    expect(chooseEngine({ ...config, engine: 'none' }, () => true)).toBeNull();
  });

  test('kanji without a reading go through mecab where it is installed', () => {
    const first = (has: (program: string) => boolean) =>
      chooseEngine(config, has)?.pipeline({ ...telling, unread: true })[0]?.[0];
    expect(first(() => true)).toBe('mecab');
    expect(first((program) => program !== 'mecab')).toBe('espeak-ng');
  });

  test('another program is told language, speed, loudness and device in its arguments', () => {
    const engine = chooseEngine(
      { engine: ['/bin/say', '--voice={language}', '{rate}', '{volume}', '{device}'], device: 'usb' },
      () => true,
    );
    expect(engine?.pipeline(telling)).toEqual([['/bin/say', '--voice=ja', '175', '100', 'usb']]);
  });

  test('a program is found by its name in the path or by its place', () => {
    const place = script('talker', 'true');
    expect(findProgram('talker', ['/nowhere', dir])).toBe(place);
    expect(findProgram(place, [])).toBe(place);
    expect(findProgram('talker', ['/nowhere'])).toBeNull();
  });
});

describe('the speaker', () => {
  let speaker: Speaker;
  let trouble: number;
  const speak = (
    pipeline: readonly (readonly string[])[],
    readsKanji = true,
    patience?: (text: string) => number,
  ) =>
    (speaker = createSpeaker({
      engine: { pipeline: () => pipeline, readsKanji },
      log: note,
      onTrouble: () => (trouble += 1),
      ...(patience && { patience }),
    }));
  beforeEach(() => (trouble = 0));
  afterEach(() => speaker.close());

  test('tells parts in order, neighbours of one language together', async () => {
    const program = script('say', `cat >> '${file('said')}'; echo '|' >> '${file('said')}'`);
    speak([[program]]).say([ja('あ'), ja('い'), en('b'), ja('う')], how);
    await vi.waitFor(() => expect(content('said')).toBe('あ\nい\n|\nb\n|\nう\n|\n'));
  });

  test('something new ends at once what is being told, and the rest of it is not told', async () => {
    const program = script(
      'say',
      `read line; echo "begins $line" >> '${file('said')}'; [ "$line" = short ] || exec sleep 60`,
    );
    speak([[program]]).say([en('long'), ja('never')], how);
    await vi.waitFor(() => expect(content('said')).toBe('begins long\n'));
    speaker.say([en('short')], how);
    await vi.waitFor(() => expect(content('said')).toBe('begins long\nbegins short\n'));
    expect(trouble).toBe(0);
  });

  test('what may wait is told after what is being told', async () => {
    const program = script('say', `cat >> '${file('said')}'`);
    speak([[program]]).say([en('first'), ja('あ')], how);
    speaker.say([en('then')], { ...how, after: true });
    await vi.waitFor(() => expect(content('said')).toBe('first\nあ\nthen\n'));
  });

  test('stop ends it, with every program of the row', async () => {
    const program = script('say', `echo $$ > '${file('pid')}'; exec sleep 60`);
    speak([['cat'], [program]]).say([en('long')], how);
    await vi.waitFor(() => expect(content('pid')).not.toBe(''));
    await speaker.close();
    expect(() => process.kill(Number(content('pid')), 0)).toThrow(/ESRCH/);
  });

  test('an engine that hangs is killed and reported', async () => {
    const program = script('say', `echo $$ > '${file('pid')}'; exec sleep 60`);
    speak([[program]], true, () => 300).say([en('secret words')], how);
    await vi.waitFor(() => expect(trouble).toBe(1));
    expect(() => process.kill(Number(content('pid')), 0)).toThrow(/ESRCH/);
    expect(log.join()).toContain('hung');
    expect(log.join()).not.toContain('secret');
  });

  test('an engine that is not there is trouble at once, one that fails only the third time', async () => {
    speak([['/nowhere/say']]).say([en('a')], how);
    await vi.waitFor(() => expect(trouble).toBe(1));
    await speaker.close();
    speak([[script('say', 'exit 3')]]).say([en('a'), ja('い'), en('c')], how);
    await vi.waitFor(() => expect(trouble).toBe(2));
    expect(log).toHaveLength(4);
  });

  test('an engine without readings is not given kanji', async () => {
    const program = script('say', `cat > '${file('said')}'`);
    speak([[program]], false).say([ja('市の窓口で')], how);
    await vi.waitFor(() => expect(content('said')).toBe('、の、で\n'));
  });
});

describe('espeak-ng itself', () => {
  test.each([ja('マイナンバーカードを おいてください'), en('Put your card on the reader')])(
    'makes sound of $language',
    async (part) => {
      const speaker = createSpeaker({
        engine: {
          readsKanji: false,
          pipeline: ({ language, rate, volume }) => [
            chooseEngine({ engine: 'auto', device: 'x' }, () => true)!.pipeline({
              language,
              rate,
              volume,
              unread: false,
            })[0]!,
            ['tee', file('sound.wav')],
          ],
        },
        log: note,
        onTrouble: () => note('trouble'),
      });
      speaker.say([part], how);
      await vi.waitFor(() => expect(content('sound.wav').slice(0, 4)).toBe('RIFF'));
      await vi.waitFor(() => expect(readFileSync(file('sound.wav')).length).toBeGreaterThan(40_000));
      expect(log).toEqual([]);
      await speaker.close();
    },
  );

  test('gets the reading of kanji from mecab, particles as they are pronounced', async () => {
    const [first = []] = chooseEngine({ engine: 'auto', device: 'x' }, () => true)!.pipeline({
      ...telling,
      unread: true,
    });
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'echo 個人番号は、市へ。 | "$@"',
      'sh',
      ...first,
    ]);
    expect(stdout).toBe('コジンバンゴーワ、シエ。\n');
  });
});

describe('the headphone jack', () => {
  // Stand-ins for alsa-utils: a FIFO tells of changes, a file holds the value.
  let tools: AlsaTools;
  beforeEach(() => {
    tools = {
      amixer: script(
        'amixer',
        `[ -s '${file('value')}' ] || exit 1; echo "  : values=$(cat '${file('value')}')"`,
      ),
      alsactl: script('alsactl', `: > '${file('events')}'; exec tail -n +1 -f '${file('events')}'`),
    };
  });
  const set = (value: string): void => {
    writeFileSync(file('value'), value);
    appendFileSync(file('events'), 'node hw:0, #9 (0,0,0,Headphone Jack,0) VALUE\n');
  };

  test('is told as it changes, and unknown when the control is not there', async () => {
    writeFileSync(file('value'), 'on');
    const seen: (boolean | null)[] = [];
    const jack = watchJack({
      tools,
      card: 'hw:0',
      control: 'Headphone Jack',
      log: note,
      onChange: () => seen.push(jack.plugged()),
    });
    await vi.waitFor(() => expect(seen).toEqual([true]));
    await vi.waitFor(() => expect(existsSync(file('events'))).toBe(true));
    set('off');
    await vi.waitFor(() => expect(seen).toEqual([true, false]));
    set('');
    await vi.waitFor(() => expect(seen).toEqual([true, false, null]));
    jack.close();
  });

  test('is watched again when the watching has ended, and unknown until then', async () => {
    writeFileSync(file('value'), 'on');
    script('alsactl', `echo x >> '${file('starts')}'; echo $$ > '${file('pid')}'; exec sleep 60`);
    const jack = watchJack({
      tools,
      card: 'hw:0',
      control: 'Headphone Jack',
      log: note,
      onChange: () => note('change'),
      retryMs: 20,
    });
    await vi.waitFor(() => expect(jack.plugged()).toBe(true));
    await vi.waitFor(() => expect(content('pid')).not.toBe(''));
    process.kill(Number(content('pid')), 'SIGKILL');
    await vi.waitFor(() => expect(content('starts')).toBe('x\nx\n'));
    await vi.waitFor(() => expect(jack.plugged()).toBe(true));
    expect(log.filter((line) => line.startsWith('voice.jack'))).toEqual([
      'voice.jack {"state":"plugged"}',
      'voice.jack {"state":"unknown"}',
      'voice.jack {"state":"plugged"}',
    ]);
    jack.close();
  });

  test('pulling the plug stops the speech at once; without a plug nothing is said', async () => {
    writeFileSync(file('value'), 'on');
    const program = script(
      'say',
      `read line; echo "$line" >> '${file('said')}'; echo $$ > '${file('pid')}'; exec sleep 60`,
    );
    const config: VoiceConfig = { engine: [program], device: 'x', card: 'hw:0', jack: 'Headphone Jack' };
    const room = openVoice(config, { onState: () => note('state'), log: note, tools });
    await vi.waitFor(() => expect(room.state()).toBe('ready'));
    room.voice.say([en('private')], how);
    await vi.waitFor(() => expect(content('pid')).not.toBe(''));
    set('off');
    await vi.waitFor(() => expect(room.state()).toBe('unplugged'));
    await vi.waitFor(() => expect(() => process.kill(Number(content('pid')), 0)).toThrow(/ESRCH/));
    room.voice.say([en('aloud')], how);
    await room.close();
    expect(content('said')).toBe('private\n');
    expect(log.join()).not.toContain('private');
  });
});

describe('the voice of a terminal', () => {
  test('is none without an engine, ready with one and a jack that needs no watching', async () => {
    const config: VoiceConfig = { engine: 'none', device: 'x', card: 'hw:0', jack: 'none' };
    const ports = { onState: () => note('state'), log: note };
    expect(openVoice(config, ports).state()).toBe('none');
    const room = openVoice({ ...config, engine: [script('say', 'cat > /dev/null')] }, ports);
    expect(room.state()).toBe('ready');
    await room.close();
    expect(openVoice({ ...config, engine: ['/nowhere/say'] }, ports).state()).toBe('none');
  });

  test('is none for a while after trouble, and then offered again', async () => {
    const states: string[] = [];
    const program = script('say', 'true');
    const room = openVoice(
      { engine: [program], device: 'x', card: 'hw:0', jack: 'none' },
      { onState: () => states.push(room.state()), log: note, restMs: 20 },
    );
    rmSync(program);
    room.voice.say([en('a')], how);
    await vi.waitFor(() => expect(states).toEqual(['none', 'ready']));
    await room.close();
  });
});
