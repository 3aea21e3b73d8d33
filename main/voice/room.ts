// The voice of this terminal: engine, speaker and headphone jack together, and whether a resident can use it now.
import type { TerminalView } from '../../preload/contract/state.ts';
import type { Fields } from '../log.ts';
import { chooseEngine, type EngineConfig } from './engine.ts';
import { alwaysPlugged, watchJack, type AlsaTools, type Jack } from './jack.ts';
import { createSpeaker } from './speaker.ts';
import { silent, type Voice } from './voice.ts';

export interface VoiceConfig extends EngineConfig {
  readonly card: string;
  /** `none`: always plugged. */
  readonly jack: string;
}

export interface VoiceRoom {
  readonly voice: Voice;
  state(): TerminalView['voice'];
  close(): Promise<void>;
}

export interface VoicePorts {
  onState(): void;
  log(event: string, fields?: Fields): void;
  readonly restMs?: number;
  readonly tools?: AlsaTools;
}

/** After trouble the voice is offered again when so much time has passed: a sound device may come back. */
const REST_MS = 60_000;

/** Opens the voice. Where there is none, a silent one: a terminal works without. */
export function openVoice(config: VoiceConfig, ports: VoicePorts): VoiceRoom {
  const engine = chooseEngine(config);
  if (engine === null) {
    if (config.engine !== 'none') ports.log('voice.none');
    return { voice: silent, state: () => 'none', close: () => Promise.resolve() };
  }
  let resting: NodeJS.Timeout | null = null;
  const speaker = createSpeaker({
    engine,
    log: ports.log,
    onTrouble() {
      if (resting !== null) clearTimeout(resting);
      resting = setTimeout(() => {
        resting = null;
        ports.onState();
      }, ports.restMs ?? REST_MS);
      ports.onState();
    },
  });
  const state = (): TerminalView['voice'] => {
    const plugged = jack.plugged();
    if (resting !== null || plugged === null) return 'none';
    return plugged ? 'ready' : 'unplugged';
  };
  const jack: Jack =
    config.jack === 'none'
      ? alwaysPlugged
      : watchJack({
          card: config.card,
          control: config.jack,
          log: ports.log,
          ...(ports.tools && { tools: ports.tools }),
          onChange() {
            // At once and whatever the flow does: nothing may come out of a loudspeaker.
            if (state() !== 'ready') speaker.stop();
            ports.onState();
          },
        });
  return {
    voice: {
      say(parts, how) {
        if (state() === 'ready') speaker.say(parts, how);
      },
      stop: () => speaker.stop(),
    },
    state,
    close() {
      jack.close();
      if (resting !== null) clearTimeout(resting);
      return speaker.close();
    },
  };
}
