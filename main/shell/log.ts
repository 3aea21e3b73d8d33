// How the shells tell what they do. Fields are counts, kinds and addresses of our own: never what a page shows or a person types.

export type LogField = string | number | boolean | null;
export type ShellLog = (
  level: 'info' | 'warn' | 'error',
  event: string,
  fields?: Readonly<Record<string, LogField>>,
) => void;
