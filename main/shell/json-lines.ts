// Cuts a stream of bytes into JSON lines, with a limit on everything. What is not JSON is not for us and is dropped.
import type { Readable } from 'node:stream';

const lineLengthMax = 1_000_000;

/** Calls `listener` with each JSON line of `stream`. A line longer than 1 MB is dropped whole. */
export function readJsonLines(stream: Readable, listener: (line: unknown) => void): void {
  let rest = '';
  let dropping = false;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (dropping) dropping = false;
      else parseLine(line, listener);
    }
    if (rest.length > lineLengthMax) {
      rest = '';
      dropping = true;
    }
  });
}

function parseLine(line: string, listener: (line: unknown) => void): void {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return;
  }
  listener(value);
}
