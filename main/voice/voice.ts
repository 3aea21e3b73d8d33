// The voice that tells the screen to who cannot see it. What is told comes from the page, as text.

export interface Voice {
  /** Tells this, instead of whatever is being told or, with `after`, when that has been told. `rate` and `volume` from 1 to 5. */
  say(
    parts: readonly { readonly language: 'ja' | 'en'; readonly text: string }[],
    how: { readonly rate: number; readonly volume: number; readonly after: boolean },
  ): void;
  stop(): void;
}

/** For a terminal without a voice. */
export const silent: Voice = { say: () => undefined, stop: () => undefined };
