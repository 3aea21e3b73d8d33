// The tones of the terminal, made here with Web Audio: no file, no network. Both shells let a page sound without a touch first
// (`--autoplay-policy` of Chromium, `autoplayPolicy` of Electron).

/** `ask` wants an answer and comes again calmly; `alarm` goes on until it is over. */
export type Sound = 'ask' | 'alarm';

interface Tone {
  /** Hertz. */
  readonly pitch: number;
  /** Seconds from the beginning of the sound. */
  readonly at: number;
  readonly lasts: number;
}
export interface Melody {
  readonly tones: readonly Tone[];
  /** The sound begins again so many milliseconds after its beginning. */
  readonly everyMs: number;
}

/** Between 500 and 1,400 Hz, where hearing lasts longest; never louder than a voice. */
export const melodies: Readonly<Record<Sound, Melody>> = {
  ask: {
    tones: [
      { pitch: 659, at: 0, lasts: 0.5 },
      { pitch: 880, at: 0.28, lasts: 0.8 },
    ],
    everyMs: 10_000,
  },
  alarm: {
    tones: [
      { pitch: 988, at: 0, lasts: 0.22 },
      { pitch: 784, at: 0.26, lasts: 0.22 },
      { pitch: 988, at: 0.52, lasts: 0.22 },
      { pitch: 784, at: 0.78, lasts: 0.35 },
    ],
    everyMs: 2_500,
  },
};
const loudness = 0.35;
const attackSeconds = 0.02;

/** The part of Web Audio that is needed; made at the first sound. */
type MakeContext = () => AudioContext;

export class Chime {
  readonly #make: MakeContext;
  #context: AudioContext | null = null;

  constructor(make: MakeContext) {
    this.#make = make;
  }

  /** Begins a sound and repeats it. Returns how to end it, which silences what still sounds. */
  ring(sound: Sound): () => void {
    const { tones, everyMs } = melodies[sound];
    let sounding: readonly OscillatorNode[] = [];
    const play = () => {
      sounding = this.#play(tones);
    };
    play();
    const again = setInterval(play, everyMs);
    return () => {
      clearInterval(again);
      for (const tone of sounding) tone.stop();
    };
  }

  #play(tones: readonly Tone[]): readonly OscillatorNode[] {
    this.#context ??= this.#make();
    const context = this.#context;
    // A context that waits for a touch rings as soon as there was one; there is nobody to tell.
    if (context.state === 'suspended') void context.resume();
    const now = context.currentTime;
    return tones.map(({ pitch, at, lasts }) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const begin = now + at;
      tone.type = 'sine';
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(loudness, begin + attackSeconds);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + lasts);
      tone.connect(volume).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + lasts);
      return tone;
    });
  }
}

/** The one that the page uses. */
export const chime = new Chime(() => new AudioContext());
