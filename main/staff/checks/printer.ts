// Where slips come out: a queue of CUPS, or a folder of PDF files.
import { join } from 'node:path';
import { broken, fine, odd } from './finding.ts';
import { check } from './world.ts';

const what = 'printer';

export const printer = check(what, async (world) => {
  const { kind, name } = world.config.printer;
  if (kind === 'file') {
    const directory = join(world.config.dataDir, 'slips');
    return world.writable(directory)
      ? fine(what, `PDF files in ${directory}`)
      : broken(what, `${directory} cannot be written to`, 'give it to the user that runs the terminal');
  }
  if (world.platform === 'win32')
    return odd(what, 'queues of Windows are not looked at', 'print a test slip from the staff screen');
  const look = await world.printer(name === '' ? null : name);
  if (look.kind === 'no-service')
    return broken(what, 'CUPS does not answer', 'start cups, or set printer.kind: file');
  if (look.kind === 'no-queue') {
    return look.name === null
      ? broken(what, 'CUPS has no default queue', 'name one in printer.name, or: lpadmin -d QUEUE')
      : broken(what, `CUPS has no queue ${look.name}`, 'correct printer.name (lpstat -e lists the queues)');
  }
  if (!look.accepting) return broken(what, `queue ${look.name} takes no jobs`, `cupsaccept ${look.name}`);
  if (look.stopped) return broken(what, `queue ${look.name} is stopped`, `cupsenable ${look.name}`);
  return look.reasons.length === 0
    ? fine(what, `queue ${look.name}`)
    : odd(what, `queue ${look.name}: ${look.reasons.join(', ')}`, 'look at the printer');
});
