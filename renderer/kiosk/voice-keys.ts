// The keys of the voice: on a keyboard, and what a pad for listening sends for its own keys (docs/IT.md).

export type VoiceKey = 'where' | 'slower' | 'faster' | 'quieter' | 'louder' | 'blank';

const keys: Readonly<Record<string, VoiceKey>> = {
  F1: 'where',
  Home: 'where',
  F2: 'slower',
  F3: 'faster',
  F7: 'quieter',
  F8: 'louder',
  AudioVolumeDown: 'quieter',
  AudioVolumeUp: 'louder',
  F9: 'blank',
};

/** What a key means for the voice; null for every other key. The number pad's `*` is where its owner's finger finds *where am I*. */
export function voiceKey(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): VoiceKey | null {
  // A number pad without its lock types digits (ui/keys.ts).
  if (event.ctrlKey || event.altKey || event.metaKey || /^Numpad\d$/u.test(event.code)) return null;
  if (event.code === 'NumpadMultiply') return 'where';
  return keys[event.key] ?? null;
}
