// How this room and the link write to the terminal's log: an event's name and figures, never a free text.

/** One line of the log. Values are ids, codes and figures; personal data has no way in by design of the callers. */
export type Log = (
  event: string,
  fields?: Readonly<Record<string, string | number | boolean | null>>,
) => void;
